import { taxWithin } from './money.js';
import { prorate } from './allocate.js';

/** What is charged, in minor units with tax included; rates in basis points. */
export interface TaxableAmounts {
  lines: { total: number; tax_rate: number }[];
  shipping: { price: number; tax_rate: number } | null;
  /** Taken off the lines, not off the shipping. */
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
 * The tax of an order, rate by rate: within the sum of a rate and not line by line, so that it is rounded once. A
 * discount is spread over the rates of the lines in proportion to what they cost.
 */
export function taxSubtotals({ lines, shipping, discount }: TaxableAmounts): TaxSubtotal[] {
  const goods = sumPerRate(lines);
  const off = prorate(discount, [...goods.values()]);
  const charged = [...goods].map(([tax_rate, sum], at) => ({ tax_rate, total: sum - (off[at] ?? 0) }));
  if (shipping) charged.push({ tax_rate: shipping.tax_rate, total: shipping.price });
  return [...sumPerRate(charged)]
    .toSorted(([a], [b]) => a - b)
    .map(([rate, gross]) => {
      const tax = taxWithin(gross, rate);
      return { rate, net: gross - tax, tax, gross };
    });
}

function sumPerRate(amounts: { total: number; tax_rate: number }[]): Map<number, number> {
  const sums = new Map<number, number>();
  for (const { tax_rate, total } of amounts) sums.set(tax_rate, (sums.get(tax_rate) ?? 0) + total);
  return sums;
}

export const sumOf = (amounts: number[]): number => amounts.reduce((sum, amount) => sum + amount, 0);
