import type { TaxSubtotal } from '../common/money/tax.js';

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
  issued: string;
  /** Last day to pay; null if it is paid or payable on delivery. */
  due: string | null;
  /** ISO 4217, of a currency with two decimals. */
  currency: string;
  order: { number: string; date: string };
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
  shipping: { gross: number; tax_rate: number } | null;
  /** Applies to the lines, not to shipping. */
  discount: { gross: number; coupon: string } | null;
  /** One row for each rate, in ascending order. */
  tax: TaxSubtotal[];
  totals: Omit<TaxSubtotal, 'rate'>;
  payment: { method: string; state: 'paid'; paid_on: string } | { method: string; state: 'due' };
}

export interface Seller {
  name: string;
  address: string[];
  post_code: string;
  city: string;
  /** ISO 3166-1 alpha-2, as every country here. */
  country: string;
  /** With the country prefix, @example PL5260001246 */
  vat_id: string;
  /** The national tax number, where it differs from the VAT number. */
  tax_id?: string;
  email: string;
  phone?: string;
  iban?: string;
  bic?: string;
  /** Commercial register and number. */
  register?: string;
}

export interface Buyer {
  name: string;
  /** Null, like post code and city, without a shipping address. */
  address: string | null;
  post_code: string | null;
  city: string | null;
  country: string;
  email: string | null;
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
  total: number;
}

/** A credit note of an invoice that is not paid: nothing is refunded. Older ones do not tell it from a refund on its way. */
export const isOffset = ({ kind, payment, credited }: InvoiceDocument): boolean =>
  kind === 'credit_note' && payment.state === 'due' && credited !== undefined;

/** The day of a moment, in UTC. */
export const day = (moment: Date): string => moment.toISOString().slice(0, 10);
