import { taxWithin } from './money.js';
import { prorate } from './allocate.js';

/** Amounts in minor units, tax included; rates in basis points. */
export interface TaxableAmounts {
  lines: { total: number; tax_rate: number }[];
  shipping: { price: number; tax_rate: number } | null;
  /** Reduces the lines, not the shipping. */
  discount: number;
}

/** Minor units; `gross` is `net + tax`. */
export interface TaxSubtotal {
  /** Basis points. */
  rate: number;
  net: number;
  tax: number;
  gross: number;
}

/**
 * The tax of an order per rate, calculated from the sum of each rate rather than per line, so that it is rounded once.
 * A discount is prorated over the rates of the lines.
 */
export function taxSubtotals({ lines, shipping, discount }: TaxableAmounts): TaxSubtotal[] {
  const lineSums = sumPerRate(lines);
  const discounts = prorate(discount, [...lineSums.values()]);
  const charged = [...lineSums].map(([tax_rate, sum], at) => ({ tax_rate, total: sum - (discounts[at] ?? 0) }));
  if (shipping) charged.push({ tax_rate: shipping.tax_rate, total: shipping.price });
  return [...sumPerRate(charged)]
    .toSorted(([a], [b]) => a - b)
    .map(([rate, gross]) => {
      const tax = taxWithin(gross, rate);
      return { rate, net: gross - tax, tax, gross };
    });
}

/** Each line's share of a discount: prorated over the rates, as for the tax, then over the lines of each. */
export function discountShares(lines: TaxableAmounts['lines'], discount: number): number[] {
  const sums = sumPerRate(lines);
  const discounts = prorate(discount, [...sums.values()]);
  const shares = new Map<TaxableAmounts['lines'][number], number>();
  [...sums.keys()].forEach((rate, index) => {
    const ofRate = lines.filter(({ tax_rate }) => tax_rate === rate);
    const parts = prorate(
      discounts[index] ?? 0,
      ofRate.map(({ total }) => total),
    );
    ofRate.forEach((line, at) => shares.set(line, parts[at] ?? 0));
  });
  return lines.map((line) => shares.get(line) ?? 0);
}

function sumPerRate(amounts: { total: number; tax_rate: number }[]): Map<number, number> {
  const sums = new Map<number, number>();
  for (const { tax_rate, total } of amounts) sums.set(tax_rate, (sums.get(tax_rate) ?? 0) + total);
  return sums;
}

export const sumOf = (amounts: number[]): number => amounts.reduce((sum, amount) => sum + amount, 0);
