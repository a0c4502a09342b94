import type { TaxCategory } from '../common/money/tax-exemption.js';

export class VatRow {
  /** Where the goods went, or, of a document without that, the buyer's country; ISO 3166-1. @example "DE" */
  country: string;
  /** Basis points: 1900 is 19 %. @example 1900 */
  rate: number;
  /** Of UNTDID 5305: `S` taxed, `Z` zero-rated, or why not: `E` exempt, `G` export, `K` intra-community supply, `AE` reverse charge, `O` outside the scope. @example "S" */
  category: TaxCategory;
  /** Of the documents, ISO 4217. @example "EUR" */
  currency: string;
  /** Invoices with such a row. @example 12 */
  invoices: number;
  /** Net amounts that they charge. @example "1000.00" */
  invoiced_net: string;
  /** Tax that they charge. @example "190.00" */
  invoiced_tax: string;
  /** Credit notes with such a row. @example 1 */
  credit_notes: number;
  /** Net amounts that they give back. @example "100.00" */
  credited_net: string;
  /** Tax that they give back. @example "19.00" */
  credited_tax: string;
  /** `invoiced_net` less `credited_net`; negative where more was given back. @example "900.00" */
  net: string;
  /** `invoiced_tax` less `credited_tax`. @example "171.00" */
  tax: string;
}

export class VatReport {
  /** First day of issue. @example "2026-11-01" */
  from: string;
  /** Last day of issue. @example "2026-11-30" */
  to: string;
  /** By country, currency, rate and category; at most 2,000. */
  rows: VatRow[];
}
