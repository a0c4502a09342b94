import { prorate } from '../common/money/allocate.js';
import { sumOf } from '../common/money/tax.js';

/** A line as it was ordered, and its units that come back: with returns refunded before, and with this one. */
export interface ReturnedUnits {
  quantity: number;
  /** Minor units. */
  total: number;
  before: number;
  now: number;
}

/**
 * What the customer paid for the units of a return, in minor units. Each line bears its share of the discount. Units are
 * counted from the first that came back, so that all of them together are worth what the line cost, to the cent.
 */
export function returnAmount(lines: ReturnedUnits[], discount: number): number {
  const discounts = prorate(
    discount,
    lines.map(({ total }) => total),
  );
  const amounts = lines.map(({ quantity, total, before, now }, at) => {
    const paid = BigInt(total - (discounts[at] ?? 0));
    const upTo = (units: number) => Number((paid * BigInt(units)) / BigInt(quantity));
    return upTo(before + now) - upTo(before);
  });
  return sumOf(amounts);
}
