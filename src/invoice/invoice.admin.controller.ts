import { Body, Controller, Get, HttpCode, Param, Post, Query, type StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { type Caller, Me, Requires } from '../common/http/access.js';
import { Fails } from '../common/http/fails.js';
import { Listed } from '../common/http/paging.js';
import { uuidOr } from '../common/http/uuid.pipe.js';
import { InvoiceExportQuery, InvoicePrintInput, InvoiceQuery, InvoiceRow, InvoiceXmlQuery } from './invoice.dto.js';
import { InvoiceNotFound, NoEInvoice, TooManyInvoices, TooMuchToPrint } from './invoice.errors.js';
import { InvoiceExport, zipContent } from './invoice-export.js';
import { toDownload, InvoiceFiles, pdfContent, xmlContent } from './invoice-files.js';
import { InvoicePrint } from './invoice-print.js';
import { InvoiceQueries } from './invoice.queries.js';

@ApiTags('Order')
@Controller('api/admin')
@Requires('read:invoices')
export class InvoiceAdminController {
  constructor(
    private readonly files: InvoiceFiles,
    private readonly queries: InvoiceQueries,
    private readonly exports: InvoiceExport,
    private readonly prints: InvoicePrint,
  ) {}

  /** List invoices and credit notes, latest first. */
  @Get('invoices')
  @Listed(InvoiceRow)
  list(@Query() query: InvoiceQuery) {
    return this.queries.list(query);
  }

  /** Download an invoice or a credit note as PDF, the same bytes as its customer gets. */
  @Get('invoices/:uuid.pdf')
  @ApiOkResponse(pdfContent)
  @Fails(InvoiceNotFound)
  async pdf(@Param('uuid', uuidOr(InvoiceNotFound)) uuid: string) {
    return toDownload(await this.files.load({ uuid }, 'pdf'));
  }

  /** Download an invoice or a credit note as XML of EN 16931: UBL or, with `?format=cii`, CII. */
  @Get('invoices/:uuid.xml')
  @ApiOkResponse(xmlContent)
  @Fails(InvoiceNotFound, NoEInvoice)
  async xml(@Param('uuid', uuidOr(InvoiceNotFound)) uuid: string, @Query() { format }: InvoiceXmlQuery) {
    return toDownload(await this.files.load({ uuid }, format));
  }

  /**
   * Print the invoices of up to 100 orders: one PDF with all of them, without the XML that each has by itself. Where an order
   * has no invoice, nothing is printed, and `details.orders` of error 1072 names all such orders. It is recorded in the audit log.
   */
  @Post('orders/bulk/print')
  @HttpCode(200)
  @ApiOkResponse(pdfContent)
  @Fails(InvoiceNotFound, TooMuchToPrint)
  print(@Me() me: Caller, @Body() { orders }: InvoicePrintInput): Promise<StreamableFile> {
    return this.prints.pdf(me, orders);
  }

  /**
   * Download all invoices and credit notes of a period, at most 10,000, as a ZIP of PDF, UBL or CII files. What was never
   * downloaded is rendered on the way, so the first download of a period takes longer. It is recorded in the audit log.
   */
  @Get('invoices.zip')
  @ApiOkResponse(zipContent)
  @Fails(TooManyInvoices)
  zip(@Me() me: Caller, @Query() period: InvoiceExportQuery): Promise<StreamableFile> {
    return this.exports.zip(me, period);
  }
}
