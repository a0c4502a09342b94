import type { ExemptCategory } from '../common/money/tax-exemption.js';

export class TaxExemptionDto {
  /** Category of EN 16931: `E` exempt, `G` export, `K` intra-community supply, `AE` reverse charge, `O` outside the scope. @example "K" */
  category: ExemptCategory;
  /** Of the list VATEX. @example "VATEX-EU-IC" */
  code?: string;
  /** What the invoice says. @example "Intra-Community supply: exempt from VAT, Article 138 of Directive 2006/112/EC" */
  text: string;
}
