import { taxWithin } from '../common/money/money.js';
import type { TaxKind } from '../common/money/tax.js';
import { type TaxCategory, taxCategory, type TaxExemption, type TaxReason } from '../common/money/tax-exemption.js';
import { type Place, vatAreaOf, vatAreaOfNumber } from '../vat/vat-area.js';
import type { SettingValues } from '../config/setting-variables.js';

/** What a product, or a way of shipping it, costs by itself. */
export interface Priced {
  /** Minor units, tax included. */
  price: number;
  /** Basis points. */
  tax_rate: number;
  /** Why it bears no tax whoever buys it. */
  tax_exemption?: TaxReason | null;
  /** Not goods: in another member state the buyer owes its tax. */
  is_service?: boolean;
}

/** What it costs in this order: minor units, with the tax that is charged. */
export interface Charged {
  price: number;
  tax_rate: number;
  exemption?: TaxExemption;
}

export interface Supply {
  /** Where the goods go; without a place they are handed over at the seller's. */
  to?: Place;
  /** The buyer's VAT number, whose format has been checked. */
  buyer_vat_id?: string;
}

export interface TaxRules {
  seller: Place;
  /** Why the seller charges no tax at all. */
  exempt: string;
  exports: boolean;
  euBusiness: boolean;
}

export const taxRulesOf = (values: SettingValues): TaxRules => ({
  seller: { country: values.SELLER_COUNTRY, post_code: values.SELLER_POST_CODE },
  exempt: values.SELLER_EXEMPTION_REASON,
  exports: values.TAX_ZERO_RATE_EXPORTS,
  euBusiness: values.TAX_ZERO_RATE_EU_BUSINESS,
});

const exported: TaxExemption = {
  category: 'G',
  code: 'VATEX-EU-G',
  text: 'Export outside the European Union: exempt from VAT, Article 146 of Directive 2006/112/EC',
};
const intraCommunity: TaxExemption = {
  category: 'K',
  code: 'VATEX-EU-IC',
  text: 'Intra-Community supply: exempt from VAT, Article 138 of Directive 2006/112/EC',
};
const reverseCharge: TaxExemption = { category: 'AE', code: 'VATEX-EU-AE', text: 'Reverse charge' };

/**
 * The price and tax of one item of an order. A seller who charges no tax has prices without any; otherwise, where no tax is
 * due, the buyer pays the price less the tax within it.
 */
export function charged(item: Priced, supply: Supply, rules: TaxRules): Charged {
  const { price, tax_rate, tax_exemption } = item;
  if (rules.exempt) return { price, tax_rate: 0, exemption: { category: 'E', text: rules.exempt } };
  if (tax_exemption && tax_rate === 0) return { price, tax_rate, exemption: { category: 'E', ...tax_exemption } };
  const exemption = exemptionOf(item, supply, rules);
  return exemption ? { price: price - taxWithin(price, tax_rate), tax_rate: 0, exemption } : { price, tax_rate };
}

/**
 * Whether an order that was charged these taxes is charged the same at another supply: tax that was left out is due where its
 * goods are exported no more, even after the rules have changed.
 */
export function isSameTreatment(taxes: TaxKind[], [before, after]: [Supply, Supply], rules: TaxRules): boolean {
  const categories = new Set(taxes.map(({ rate, exemption }) => taxCategory(rate, exemption)));
  const has = (...some: TaxCategory[]) => some.some((each) => categories.has(each));
  const all = { ...rules, exports: rules.exports || has('G'), euBusiness: rules.euBusiness || has('K', 'AE') };
  const kinds = [
    ...(has('S', 'Z', 'G', 'K') ? [{ is_service: false }] : []),
    ...(has('AE') ? [{ is_service: true }] : []),
  ];
  return kinds.every((kind) => exemptionOf(kind, before, all)?.category === exemptionOf(kind, after, all)?.category);
}

function exemptionOf(
  { is_service = false }: Pick<Priced, 'is_service'>,
  { to, buyer_vat_id }: Supply,
  { seller, exports, euBusiness }: TaxRules,
): TaxExemption | undefined {
  const [origin, target] = [vatAreaOf(seller), to ? vatAreaOf(to) : vatAreaOf(seller)];
  const leaves = origin === null ? to !== undefined && to.country !== seller.country : target === null;
  if (leaves) return exports && !is_service ? exported : undefined;
  const buyer = buyer_vat_id === undefined ? null : vatAreaOfNumber(buyer_vat_id);
  if (!euBusiness || origin === null || buyer === null || buyer === origin) return undefined;
  // Northern Ireland is inside for goods only.
  if (is_service) return buyer === 'XI' ? undefined : reverseCharge;
  return target !== origin ? intraCommunity : undefined;
}
