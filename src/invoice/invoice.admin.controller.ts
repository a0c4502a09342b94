import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Roles } from '../common/http/access.js';
import { Fails } from '../common/http/fails.js';
import { Paged } from '../common/http/paging.js';
import { uuidOr } from '../common/http/uuid.pipe.js';
import { InvoiceQuery, InvoiceRow } from './invoice.dto.js';
import { InvoiceNotFound } from './invoice.errors.js';
import { toDownload, InvoiceFiles, pdfContent } from './invoice-files.js';
import { InvoiceQueries } from './invoice.queries.js';

@ApiTags('Order')
@Controller('api/admin/invoices')
@Roles('support')
export class InvoiceAdminController {
  constructor(
    private readonly files: InvoiceFiles,
    private readonly queries: InvoiceQueries,
  ) {}

  /** List invoices and credit notes, latest first. */
  @Get()
  @Paged(InvoiceRow)
  list(@Query() query: InvoiceQuery) {
    return this.queries.list(query);
  }

  /** Download an invoice or a credit note as PDF, the same bytes as its customer gets. */
  @Get(':uuid.pdf')
  @ApiOkResponse(pdfContent)
  @Fails(InvoiceNotFound)
  async pdf(@Param('uuid', uuidOr(InvoiceNotFound)) uuid: string) {
    return toDownload(await this.files.load({ uuid }, 'pdf'));
  }
}
