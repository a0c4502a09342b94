/** A part of a whole: `amount / of`, exact. `of` is positive. */
export interface Fraction {
  amount: bigint;
  of: bigint;
}

/**
 * The parts as integers that add up to `whole`. Each is rounded down, and what is missing then goes, one by one, to
 * those that lost most. A part of nothing stays nothing.
 *
 * @param whole what the parts add up to, give or take their rounding
 */
export function allocate(whole: number, parts: Fraction[]): number[] {
  const shared = parts.map(({ amount, of }) => {
    const floor = Number((amount - (((amount % of) + of) % of)) / of);
    const lost = Number(amount - BigInt(floor) * of) / Number(of);
    return { share: floor, lost, takes: amount !== 0n };
  });
  const takers = shared.filter(({ takes }) => takes).toSorted((a, b) => b.lost - a.lost);
  let missing = whole - shared.reduce((sum, { share }) => sum + share, 0);
  // Less than nothing is missing where rounding went up more than down: then those that lost least give one back.
  for (const one = Math.sign(missing); missing !== 0; missing -= one) {
    const taker = one > 0 ? takers.shift() : takers.pop();
    if (!taker) throw new RangeError('more to share than rounding can explain');
    taker.share += one;
  }
  return shared.map(({ share }) => share);
}

/** `whole` spread over amounts in proportion to them; over nothing, nothing is spread. */
export function prorate(whole: number, amounts: number[]): number[] {
  const of = BigInt(amounts.reduce((sum, amount) => sum + amount, 0) || 1);
  return allocate(
    whole,
    amounts.map((amount) => ({ amount: BigInt(amount) * BigInt(whole), of })),
  );
}
