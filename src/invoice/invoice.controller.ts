import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { AllowGuest, type Caller, Me } from '../common/http/access.js';
import { Fails } from '../common/http/fails.js';
import { Paged, PageQuery } from '../common/http/paging.js';
import { uuidOr } from '../common/http/uuid.pipe.js';
import { OrderNotFound } from '../order/order.errors.js';
import { InvoiceDetail, InvoiceRow, InvoiceXmlQuery } from './invoice.dto.js';
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

  /** Get the invoice of an order, with its credit notes: the first one, as a cash order has one for each parcel. Not found until it is issued. */
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

  /** List the invoices and credit notes of an order, oldest first. A cash order has an invoice for each parcel. */
  @Get('invoices')
  @Paged(InvoiceRow)
  @Fails(OrderNotFound)
  list(
    @Me() { id: customer }: Caller,
    @Param('order_uuid', uuidOr(OrderNotFound)) uuid: string,
    @Query() page: PageQuery,
  ) {
    return this.queries.listOwn({ customer, uuid }, page);
  }

  /** Get one of the invoices of an order. */
  @Get('invoices/:number')
  @Fails(InvoiceNotFound)
  one(
    @Me() { id: customer }: Caller,
    @Param('order_uuid', OrderUuid) order: string,
    @Param('number') number: string,
  ): Promise<InvoiceDetail> {
    return this.queries.detail({ customer, order, number });
  }

  /** Download one of the invoices of an order as PDF. */
  @Get('invoices/:number.pdf')
  @ApiOkResponse(pdfContent)
  @Fails(InvoiceNotFound)
  async onePdf(
    @Me() { id: customer }: Caller,
    @Param('order_uuid', OrderUuid) order: string,
    @Param('number') number: string,
  ) {
    return toDownload(await this.files.load({ customer, order, number }, 'pdf'));
  }

  /** Download one of the invoices of an order as XML. */
  @Get('invoices/:number.xml')
  @ApiOkResponse(xmlContent)
  @Fails(InvoiceNotFound, NoEInvoice)
  async oneXml(
    @Me() { id: customer }: Caller,
    @Param('order_uuid', OrderUuid) order: string,
    @Param('number') number: string,
    @Query() { format }: InvoiceXmlQuery,
  ) {
    return toDownload(await this.files.load({ customer, order, number }, format));
  }

  /** Get a credit note: what was credited of which line, at which rate. */
  @Get('credit-notes/:number')
  @Fails(InvoiceNotFound)
  creditNote(
    @Me() { id: customer }: Caller,
    @Param('order_uuid', OrderUuid) order: string,
    @Param('number') number: string,
  ): Promise<InvoiceDetail> {
    return this.queries.detail({ customer, order, kind: 'credit_note', number });
  }

  /** Download a credit note as PDF, like the invoice that it corrects. */
  @Get('credit-notes/:number.pdf')
  @ApiOkResponse(pdfContent)
  @Fails(InvoiceNotFound)
  async creditNotePdf(
    @Me() { id: customer }: Caller,
    @Param('order_uuid', OrderUuid) order: string,
    @Param('number') number: string,
  ) {
    return toDownload(await this.files.load({ customer, order, kind: 'credit_note', number }, 'pdf'));
  }

  /** Download a credit note as XML, like the invoice that it corrects. */
  @Get('credit-notes/:number.xml')
  @ApiOkResponse(xmlContent)
  @Fails(InvoiceNotFound, NoEInvoice)
  async creditNoteXml(
    @Me() { id: customer }: Caller,
    @Param('order_uuid', OrderUuid) order: string,
    @Param('number') number: string,
    @Query() { format }: InvoiceXmlQuery,
  ) {
    return toDownload(await this.files.load({ customer, order, kind: 'credit_note', number }, format));
  }
}
