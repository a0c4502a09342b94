import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { AllowGuest, type Caller, Me } from '../common/http/access.js';
import { Fails } from '../common/http/fails.js';
import { uuidOr } from '../common/http/uuid.pipe.js';
import { InvoiceDetail, InvoiceXmlQuery } from './invoice.dto.js';
import { InvoiceNotFound, NoEInvoice } from './invoice.errors.js';
import { toDownload, InvoiceFiles, pdfContent, xmlContent } from './invoice-files.js';
import { InvoiceQueries } from './invoice.queries.js';

const OrderUuid = uuidOr(InvoiceNotFound);

@ApiTags('Order')
@Controller('api/orders/:order_uuid')
@AllowGuest()
export class InvoiceController {
  constructor(
    private readonly files: InvoiceFiles,
    private readonly queries: InvoiceQueries,
  ) {}

  /** Get the invoice of an order, with its credit notes. Not found until it is issued. */
  @Get('invoice')
  @Fails(InvoiceNotFound)
  detail(@Me() { id: customer }: Caller, @Param('order_uuid', OrderUuid) order: string): Promise<InvoiceDetail> {
    return this.queries.detail({ customer, order });
  }

  /** Download the invoice as PDF/A-3 with its XML attached (Factur-X). Every download has the same bytes. */
  @Get('invoice.pdf')
  @ApiOkResponse(pdfContent)
  @Fails(InvoiceNotFound)
  async pdf(@Me() { id: customer }: Caller, @Param('order_uuid', OrderUuid) order: string) {
    return toDownload(await this.files.load({ customer, order }, 'pdf'));
  }

  /** Download the invoice as XML of EN 16931, for accounting software: UBL or, with `?format=cii`, CII. */
  @Get('invoice.xml')
  @ApiOkResponse(xmlContent)
  @Fails(InvoiceNotFound, NoEInvoice)
  async xml(
    @Me() { id: customer }: Caller,
    @Param('order_uuid', OrderUuid) order: string,
    @Query() { format }: InvoiceXmlQuery,
  ) {
    return toDownload(await this.files.load({ customer, order }, format));
  }

  /** Download a credit note as PDF, like the invoice that it corrects. */
  @Get('credit-notes/:number.pdf')
  @ApiOkResponse(pdfContent)
  @Fails(InvoiceNotFound)
  async creditNotePdf(
    @Me() { id: customer }: Caller,
    @Param('order_uuid', OrderUuid) order: string,
    @Param('number') creditNote: string,
  ) {
    return toDownload(await this.files.load({ customer, order, creditNote }, 'pdf'));
  }

  /** Download a credit note as XML, like the invoice that it corrects. */
  @Get('credit-notes/:number.xml')
  @ApiOkResponse(xmlContent)
  @Fails(InvoiceNotFound, NoEInvoice)
  async creditNoteXml(
    @Me() { id: customer }: Caller,
    @Param('order_uuid', OrderUuid) order: string,
    @Param('number') creditNote: string,
    @Query() { format }: InvoiceXmlQuery,
  ) {
    return toDownload(await this.files.load({ customer, order, creditNote }, format));
  }
}
