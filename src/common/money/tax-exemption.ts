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

/** Why a product is exempt whoever buys it. */
export type TaxReason = Omit<TaxExemption, 'category'>;

/** The codes of the list VATEX that are for category E. */
export const vatexPattern =
  /^VATEX-(EU-(79-C|132(-1[A-Q])?|135-1|143(-1([A-L]|FA))?|144|146-1E|148(-[A-G])?|151(-1(A|AA|B|C|D|E))?|153|159|309|D|F|I|J)|FR-(FRANCHISE|CNWVAT|CGI(261(-[1234578]|A|B|C-[123]|D-(1|1BIS|2|3|4)|E-[12])|275|277A|295)|298SEXDECIESA))$/;
