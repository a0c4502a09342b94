import { Controller, Get, Query, type StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { type Caller, Me, Requires } from '../common/http/access.js';
import { Fails } from '../common/http/fails.js';
import { Listed } from '../common/http/paging.js';
import { AuditFilter, AuditQuery, AuditRow } from './audit.dto.js';
import { TooManyEntries } from './audit.errors.js';
import { AuditExport } from './audit-export.js';
import { AuditQueries } from './audit.queries.js';

@ApiTags('Audit')
@Controller('api/admin')
@Requires('read:audit')
export class AuditAdminController {
  constructor(
    private readonly queries: AuditQueries,
    private readonly exports: AuditExport,
  ) {}

  /** List what staff did, latest first: who, when, what, to which record, with before and after. Entries cannot be changed or deleted. */
  @Get('audit')
  @Listed(AuditRow)
  list(@Query() query: AuditQuery) {
    return this.queries.list(query);
  }

  /**
   * Download the entries of a filter as CSV, at most 100,000, latest first. Text that a spreadsheet would run has a `'` in
   * front; `changes` is JSON. The download is recorded in the audit trail.
   */
  @Get('audit.csv')
  @ApiOkResponse({ content: { 'text/csv': { schema: { type: 'string' } } } })
  @Fails(TooManyEntries)
  csv(@Me() me: Caller, @Query() filter: AuditFilter): Promise<StreamableFile> {
    return this.exports.csv(me, filter);
  }
}
