import { taxWithin } from './money.js';
import { prorate } from './allocate.js';
import { taxCategory, type TaxExemption } from './tax-exemption.js';

/** What decides the tax: a rate in basis points, and why it is 0 where there is a reason. */
export interface TaxKind {
  rate: number;
  exemption?: TaxExemption;
}

/** Amounts in minor units, tax included; rates in basis points. */
export interface TaxableAmounts {
  lines: { total: number; tax_rate: number; exemption?: TaxExemption | null }[];
  shipping: { price: number; tax_rate: number; exemption?: TaxExemption | null } | null;
  /** Reduces the lines, not the shipping. */
  discount: number;
}

/** Minor units; `gross` is `net + tax`. */
export interface TaxSubtotal extends TaxKind {
  net: number;
  tax: number;
  gross: number;
}

/** An invoice has one row of tax for each rate and category, whatever the reasons of a category. */
export const isSameTax = (a: TaxKind, b: TaxKind): boolean => keyOf(a) === keyOf(b);

/**
 * The tax of an order per rate and category, calculated from their sums rather than per line, so that it is rounded once.
 * A discount is prorated over those of the lines.
 */
export function taxSubtotals({ lines, shipping, discount }: TaxableAmounts): TaxSubtotal[] {
  const lineSums = sums(lines.map(toTaxed));
  const discounts = prorate(
    discount,
    lineSums.map(({ total }) => total),
  );
  const charged = lineSums.map((sum, at) => ({ ...sum, total: sum.total - (discounts[at] ?? 0) }));
  if (shipping) charged.push(toTaxed({ ...shipping, total: shipping.price }));
  return sums(charged)
    .toSorted((a, b) => a.rate - b.rate || Number(keyOf(a) > keyOf(b)) - Number(keyOf(a) < keyOf(b)))
    .map(({ rate, total: gross, exemption }) => {
      const tax = taxWithin(gross, rate);
      return { rate, net: gross - tax, tax, gross, ...(exemption && { exemption }) };
    });
}

/** Each line's share of a discount: prorated over the rates, as for the tax, then over the lines of each. */
export function discountShares(lines: TaxableAmounts['lines'], discount: number): number[] {
  const kinds = lines.map(toTaxed);
  const lineSums = sums(kinds);
  const discounts = prorate(
    discount,
    lineSums.map(({ total }) => total),
  );
  const shares = new Map<TaxKind, number>();
  lineSums.forEach((sum, index) => {
    const ofKind = kinds.filter((kind) => isSameTax(kind, sum));
    const parts = prorate(
      discounts[index] ?? 0,
      ofKind.map(({ total }) => total),
    );
    ofKind.forEach((kind, at) => shares.set(kind, parts[at] ?? 0));
  });
  return kinds.map((kind) => shares.get(kind) ?? 0);
}

const toTaxed = ({ tax_rate: rate, exemption, total }: TaxableAmounts['lines'][number]) => ({
  rate,
  exemption: exemption ?? undefined,
  total,
});

const keyOf = ({ rate, exemption }: TaxKind): string => `${taxCategory(rate, exemption)} ${rate}`;

function sums(amounts: (TaxKind & { total: number })[]): (TaxKind & { total: number })[] {
  const sums = new Map<string, TaxKind & { total: number }>();
  for (const { rate, total, exemption } of amounts) {
    const key = keyOf({ rate, exemption });
    const sum = sums.get(key) ?? { rate, total: 0, exemption };
    sums.set(key, { rate, total: sum.total + total, exemption: merged(sum.exemption, exemption) });
  }
  return [...sums.values()];
}

/** Of two reasons in one row both are told; no code stands for both. */
function merged(one: TaxExemption | undefined, other: TaxExemption | undefined): TaxExemption | undefined {
  if (!one || !other) return one;
  const texts = new Set([...one.text.split('; '), ...other.text.split('; ')]);
  return { category: one.category, code: one.code === other.code ? one.code : undefined, text: [...texts].join('; ') };
}

export const sumOf = (amounts: number[]): number => amounts.reduce((sum, amount) => sum + amount, 0);
