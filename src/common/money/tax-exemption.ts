/** Why a supply bears no tax, in the terms of EN 16931. Supplies without one are of category S, or Z at a rate of 0. */
export interface TaxExemption {
  category: ExemptCategory;
  /** Of the list VATEX. @example VATEX-EU-IC */
  code?: string;
  /** The wording that the law requires on the invoice. */
  text: string;
}

/** Of UNTDID 5305: exempt, export, intra-community supply, reverse charge, outside the scope of VAT. */
export type ExemptCategory = 'E' | 'G' | 'K' | 'AE' | 'O';

/** Of UNTDID 5305: with a standard or reduced rate, zero-rated, or for a reason. */
export type TaxCategory = 'S' | 'Z' | ExemptCategory;

export const taxCategory = (rate: number, exemption?: TaxExemption): TaxCategory =>
  exemption?.category ?? (rate > 0 ? 'S' : 'Z');
