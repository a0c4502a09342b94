import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsArray, IsIn, Matches } from 'class-validator';
import { Day, Uuid } from '../common/text/canonical.js';
import { IsOptionalNotNull } from '../common/text/is-optional-not-null.js';
import { ListQuery } from '../common/http/paging.dto.js';
import { type PaymentMethod, paymentMethods } from '../order/order.entity.js';
import { TaxSubtotalDto } from '../pricing/quote.dto.js';
import { TaxExemptionDto } from '../pricing/tax-exemption.dto.js';
import { type InvoiceKind, invoiceKinds } from './invoice.entity.js';
import { type InvoiceFormat, invoiceFormats, type XmlFormat, xmlFormats } from './invoice-file.entity.js';

export class InvoiceXmlQuery {
  /** Syntax of EN 16931: `ubl` is UBL 2.1, `cii` is UN/CEFACT Cross Industry Invoice, which is attached to the PDF. */
  @ApiProperty({ required: false })
  @IsIn(xmlFormats)
  format: XmlFormat = 'ubl';
}

export class InvoiceQuery extends ListQuery {
  /** Only invoices, or only credit notes. */
  @IsOptionalNotNull()
  @IsIn(invoiceKinds)
  kind?: InvoiceKind;

  /** Only those of this order. @example "M100001" */
  @IsOptionalNotNull()
  @Matches(/^M\d{1,12}$/, { message: 'order must be an order number like M100001' })
  order?: string;

  /** Only those issued on this day or later. @example "2026-11-01" */
  @IsOptionalNotNull()
  @Day()
  from?: string;

  /** Only those issued on this day or earlier. @example "2026-11-30" */
  @IsOptionalNotNull()
  @Day()
  to?: string;
}

export class InvoicePrintInput {
  /** Uuids of 1 to 100 orders; their invoices are printed in this order. @example ["0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b66"] */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @ArrayUnique()
  @Uuid({ each: true })
  orders: string[];
}

/** Days of a calendar, both included. */
export class InvoiceExportQuery {
  /** First day of issue. @example "2026-11-01" */
  @Day()
  from: string;

  /** Last day of issue. @example "2026-11-30" */
  @Day()
  to: string;

  /** Of the files: `pdf` with its XML attached, or `ubl` or `cii` alone. */
  @ApiProperty({ required: false })
  @IsIn(invoiceFormats)
  format: InvoiceFormat = 'pdf';
}

export class OtherInvoiceRow {
  /** @example "INV-2026-000002" */
  number: string;
  /** @example "2026-11-22T08:00:00.000Z" */
  issued: string;
  /** Tax included. @example "3.00" */
  gross: string;
}

export class CreditNoteRow {
  /** @example "CRN-2026-000001" */
  number: string;
  /** @example "2026-11-22T08:00:00.000Z" */
  issued: string;
  /** Tax included. @example "3.00" */
  gross: string;
}

export class InvoiceRow {
  /** @example "0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1bbb" */
  uuid: string;
  /** Without gaps within a year and kind. @example "INV-2026-000001" */
  number: string;
  @ApiProperty({ enum: invoiceKinds })
  kind: InvoiceKind;
  /** @example "2026-11-21T08:00:00.000Z" */
  issued: string;
  /** Tax included; positive for credit notes too. @example "6.00" */
  gross: string;
  /** @example "EUR" */
  currency: string;
  /** @example "0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b66" */
  order_uuid: string;
  /** Number of the order. @example "M100001" */
  order: string;
}

export class InvoiceSeller {
  /** @example "Magazin Sp. z o.o." */
  name: string;
  /** @example ["ul. Świętokrzyska 14"] */
  address: string[];
  /** @example "00-050" */
  post_code: string;
  /** @example "Warszawa" */
  city: string;
  /** ISO 3166-1 alpha-2. @example "PL" */
  country: string;
  /** Absent for a seller without one. @example "PL5260001246" */
  vat_id?: string;
  /** National tax number of a seller without a VAT number. @example "12/345/67890" */
  tax_id?: string;
  /** @example "billing@magazin.example" */
  email: string;
}

export class InvoiceElectronicAddress {
  /** Of the list EAS. @example "0088" */
  scheme: string;
  /** @example "4035811991014" */
  id: string;
}

export class InvoiceBuyer {
  /** The company, or the person where there is none. @example "Max Mustermann" */
  name: string;
  /** The person, where the name is a company's. @example "Max Mustermann" */
  contact?: string;
  /** Null, like post code and city, without a shipping address. @example "Musterstr. 13" */
  address: string | null;
  /** @example "10000" */
  post_code: string | null;
  /** @example "Musterstadt" */
  city: string | null;
  /** ISO 3166-1 alpha-2. @example "DE" */
  country: string;
  /** @example "max.mustermann@email.com" */
  email: string | null;
  /** @example "2. OG" */
  line2?: string;
  /** State or province. @example "Bayern" */
  region?: string;
  /** @example "DE136695976" */
  vat_id?: string;
  /** Where electronic invoices go; absent where it is the email. */
  electronic_address?: InvoiceElectronicAddress;
}

export class InvoiceSupply {
  /** @example "2026-11-21" */
  date: string;
  /** When the goods left or were handed over, or, where the money came first, when it came. */
  basis: 'delivery' | 'prepayment';
}

export class InvoiceDelivery {
  /** @example "Max Mustermann" */
  name: string;
  /** @example ["Musterstr. 13"] */
  address: string[];
  /** @example "10000" */
  post_code: string;
  /** @example "Musterstadt" */
  city: string;
  /** State or province. @example "Bayern" */
  region?: string;
  /** ISO 3166-1 alpha-2. @example "DE" */
  country: string;
}

export class InvoiceTaxCurrency {
  /** ISO 4217. @example "PLN" */
  currency: string;
  /** Units of it for one of the invoice's currency. @example "4.2345" */
  rate: string;
  /** The first day of the rate. @example "2026-11-20" */
  date: string;
  /** @example "NBP 226/A/NBP/2026" */
  source: string;
  /** The tax of the invoice in this currency. @example "6.82" */
  tax: string;
}

export class InvoicedProduct {
  /** @example "Banana" */
  name: string;
  /** @example 2 */
  quantity: number;
  /** Tax included, as all amounts except `net`. @example "3.00" */
  unit_price: string;
  /** Basis points: 1900 is 19 %. @example 1900 */
  tax_rate: number;
  /** Why no tax is charged; absent where it is, and where the product is zero-rated. */
  exemption?: TaxExemptionDto;
  /** @example "6.00" */
  total: string;
}

export class InvoicePayment {
  /** @example "card" */
  @ApiProperty({ enum: paymentMethods })
  method: PaymentMethod;
  state: 'paid' | 'due';
  /** @example "2026-11-21" */
  paid_on: string | null;
  /** Last day to pay; null if it is paid or payable on delivery. @example "2026-12-05" */
  due: string | null;
}

export class InvoiceDetail {
  /** @example "INV-2026-000001" */
  number: string;
  @ApiProperty({ enum: invoiceKinds })
  kind: InvoiceKind;
  /** @example "2026-11-21T08:00:00.000Z" */
  issued: string;
  /** Number of the order. @example "M100001" */
  order: string;
  /** The buyer's own. @example "PO-4711" */
  reference?: string;
  /** Absent on documents from before it was recorded, like the delivery. */
  supply?: InvoiceSupply;
  /** Where the goods go; at a pick-up, the seller's address. */
  delivery?: InvoiceDelivery;
  /** @example "EUR" */
  currency: string;
  seller: InvoiceSeller;
  buyer: InvoiceBuyer;
  lines: InvoicedProduct[];
  /** @example "4.90" */
  shipping: string;
  /** Discount of the coupon on the lines. @example "0.60" */
  discount: string;
  /** @example "WELCOME10" */
  coupon: string | null;
  taxes: TaxSubtotalDto[];
  /** @example "8.66" */
  net: string;
  /** @example "1.64" */
  tax: string;
  /** @example "10.30" */
  gross: string;
  /** Where the seller's VAT is due in another currency. */
  tax_currency?: InvoiceTaxCurrency;
  payment: InvoicePayment;
  /** Oldest first. */
  credit_notes: CreditNoteRow[];
  /** Of the same order, oldest first: a cash order has an invoice for each parcel. */
  other_invoices: OtherInvoiceRow[];
}
