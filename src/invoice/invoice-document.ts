import type { TaxSubtotal } from '../common/money/tax.js';

/**
 * What an invoice says, as it is stored: written once, never changed, and everything its renderings need. Sums are
 * integers of minor units and include tax where they are not called `net`; rates are basis points: 1900 is 19 %; dates
 * are ISO dates without a time. A credit note's sums are positive too: its kind says which way the money goes.
 */
export interface InvoiceDocument {
  /** Without gaps within a year. @example INV-2026-000001 */
  number: string;
  kind: 'invoice' | 'credit_note';
  /** Version of the layout and wording of its renderings; documents without one are of version 1. */
  template?: number;
  issued: string;
  /** When it must be paid; null when nothing is owed. */
  due: string | null;
  /** ISO 4217, of a currency with two decimals. */
  currency: string;
  order: { number: string; date: string };
  /** The invoice that a credit note corrects; null for an invoice. */
  corrects: { number: string; issued: string } | null;
  /** Why; null for an invoice. */
  reason: string | null;
  seller: Seller;
  buyer: Buyer;
  lines: InvoiceLine[];
  /** Null when there is nothing to deliver, or for nothing. */
  shipping: { gross: number; tax_rate: number } | null;
  /** Taken off the lines, not off shipping. */
  discount: { gross: number; coupon: string } | null;
  /** One row for each rate, in the order of their rates. */
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
  /** With its country, @example PL5260001246 */
  vat_id: string;
  /** The local number, where that is another. */
  tax_id?: string;
  email: string;
  phone?: string;
  iban?: string;
  bic?: string;
  /** Where and under which number the company is registered. */
  register?: string;
}

export interface Buyer {
  name: string;
  /** Null like the next ones where nothing was sent anywhere. */
  address: string | null;
  post_code: string | null;
  city: string | null;
  country: string;
  email: string | null;
}

export interface InvoiceLine {
  name: string;
  quantity: number;
  unit_price: number;
  tax_rate: number;
  total: number;
}

/** The day of a moment, in UTC. */
export const day = (moment: Date): string => moment.toISOString().slice(0, 10);
