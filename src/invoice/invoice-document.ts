import type { TaxSubtotal } from '../common/money/tax.js';
import type { ElectronicAddress } from '../vat/electronic-address.js';
import type { TaxExemption } from '../common/money/tax-exemption.js';

/**
 * An invoice as it is stored: immutable, with everything that its renderings need. Amounts are integers of minor units and
 * include tax unless they are called `net`; rates are basis points: 1900 is 19 %; dates are ISO dates without a time.
 * Amounts of a credit note are positive too: its kind says which way the money goes.
 */
export interface InvoiceDocument {
  /** Without gaps within a year. @example INV-2026-000001 */
  number: string;
  kind: 'invoice' | 'credit_note';
  /** Version of the layout and wording of its renderings; documents without one are of version 1. */
  template?: number;
  /** Of the words on its PDF; English without one. */
  language?: 'en' | 'de' | 'pl';
  issued: string;
  /** Last day to pay; null if it is paid or payable on delivery. */
  due: string | null;
  /** ISO 4217. */
  currency: string;
  /** `reference` is the buyer's own: an order number, or, in Germany, a Leitweg-ID. */
  order: { number: string; date: string; reference?: string };
  /** Rules on top of EN 16931 that its XML follows; none without one. */
  profile?: 'xrechnung' | 'peppol';
  /** When goods were handed over or sent, or, where the money came first, when it came (Directive 2006/112/EC, art. 226(7)). */
  supply?: { date: string; basis: 'delivery' | 'prepayment' };
  /** Where the goods go; at a pick-up, the seller's address. */
  delivery?: DeliveryPlace;
  /** The corrected invoice of a credit note. */
  corrects: { number: string; issued: string } | null;
  /** Of a credit note. */
  reason: string | null;
  /** The parts of the invoice that a credit note corrects; older notes corrected every rate in proportion. */
  credited?: CreditedParts;
  seller: Seller;
  buyer: Buyer;
  lines: InvoiceLine[];
  /** Null when shipping is free, or nothing is shipped. */
  shipping: { gross: number; tax_rate: number; exemption?: TaxExemption } | null;
  /** Applies to the lines, not to shipping. */
  discount: { gross: number; coupon: string } | null;
  /** One row for each rate and category, in ascending order. */
  tax: TaxSubtotal[];
  totals: Omit<TaxSubtotal, 'rate' | 'exemption'>;
  /** Where the seller's VAT is due in another currency (Directive 2006/112/EC, art. 230). */
  tax_currency?: TaxCurrency;
  payment: { method: string; state: 'paid'; paid_on: string } | { method: string; state: 'due' };
}

export interface Seller {
  name: string;
  address: string[];
  post_code: string;
  city: string;
  /** ISO 3166-1 alpha-2, as every country here. */
  country: string;
  /** With the country prefix, @example PL5260001246; a seller without one has a `tax_id`. */
  vat_id?: string;
  /** The national tax number, where it differs from the VAT number. */
  tax_id?: string;
  /** Person or department that answers questions. */
  contact?: string;
  /** Where electronic invoices come from; without one, it is the email. */
  electronic_address?: ElectronicAddress;
  email: string;
  phone?: string;
  iban?: string;
  bic?: string;
  /** Commercial register and number. */
  register?: string;
}

export interface Buyer {
  /** The company's, or the person's where there is none. */
  name: string;
  /** The person, where the name is a company's. */
  contact?: string;
  /** Null, like post code and city, without a shipping address. */
  address: string | null;
  post_code: string | null;
  city: string | null;
  country: string;
  email: string | null;
  line2?: string;
  /** State or province. */
  region?: string;
  /** With the country prefix. */
  vat_id?: string;
  /** Where electronic invoices go to; without one, it is the email. */
  electronic_address?: ElectronicAddress;
}

export interface DeliveryPlace {
  /** Who receives the goods. */
  name: string;
  address: string[];
  post_code: string;
  city: string;
  region?: string;
  country: string;
}

export interface TaxCurrency {
  /** ISO 4217. */
  currency: string;
  /** Units of it for one of the invoice's currency, a decimal, @example 4.2345 */
  rate: string;
  /** Day of the rate. */
  date: string;
  /** Who published it. */
  source: string;
  /** Minor units: the tax of the document in this currency. */
  tax: number;
}

/** Minor units, tax included. */
export interface CreditedParts {
  lines: CreditedLine[];
  shipping: number;
  /** For the shipping, but granted as goodwill. */
  shipping_goodwill: number;
}

export interface CreditedLine {
  /** Of the order line. */
  uuid: string;
  name: string;
  tax_rate: number;
  /** 0 for goodwill. */
  quantity: number;
  amount: number;
}

export interface InvoiceLine {
  /** Of the order line; older documents have none. */
  uuid?: string;
  /** The total less its share of the discount; stands beside `uuid`. */
  charged?: number;
  name: string;
  quantity: number;
  unit_price: number;
  tax_rate: number;
  /** Why no tax is charged; its category is S, or Z at a rate of 0, without one. */
  exemption?: TaxExemption;
  total: number;
}

/** A credit note of an invoice that is not paid: nothing is refunded. Older ones do not tell it from a refund on its way. */
export const isOffset = ({ kind, payment, credited }: InvoiceDocument): boolean =>
  kind === 'credit_note' && payment.state === 'due' && credited !== undefined;
