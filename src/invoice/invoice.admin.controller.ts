import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Roles } from '../common/http/access.js';
import { Fails } from '../common/http/fails.js';
import { Paged } from '../common/http/paging.js';
import { uuidOr } from '../common/http/uuid.pipe.js';
import { InvoiceQuery, InvoiceRow } from './invoice.dto.js';
import { InvoiceNotFound } from './invoice.errors.js';
import { download, InvoiceFiles, pdfContent } from './invoice-files.js';
import { InvoiceQueries } from './invoice.queries.js';

@ApiTags('Order')
@Controller('api/admin/invoices')
@Roles('support')
export class InvoiceAdminController {
  constructor(
    private readonly files: InvoiceFiles,
    private readonly queries: InvoiceQueries,
  ) {}

  /** Every invoice and credit note, latest first. */
  @Get()
  @Paged(InvoiceRow)
  list(@Query() query: InvoiceQuery) {
    return this.queries.list(query);
  }

  /** Anybody's invoice or credit note, as they have it. */
  @Get(':uuid.pdf')
  @ApiOkResponse(pdfContent)
  @Fails(InvoiceNotFound)
  async pdf(@Param('uuid', uuidOr(InvoiceNotFound)) uuid: string) {
    return download(await this.files.load({ uuid }, 'pdf'));
  }
}
