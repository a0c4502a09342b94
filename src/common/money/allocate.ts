/** An exact rational amount, `numerator / denominator`; the denominator is positive. */
export interface Fraction {
  numerator: bigint;
  denominator: bigint;
}

/**
 * Rounds fractions to integers that add up to `whole` (largest remainder method): each is rounded down, and the rest goes
 * unit by unit to the largest remainders. A fraction of zero gets nothing.
 *
 * @param whole the sum of the fractions, up to rounding
 */
export function allocate(whole: number, fractions: Fraction[]): number[] {
  const allocations = fractions.map(({ numerator, denominator }) => {
    const floor = Number((numerator - (((numerator % denominator) + denominator) % denominator)) / denominator);
    const remainder = Number(numerator - BigInt(floor) * denominator) / Number(denominator);
    return { amount: floor, remainder, isRecipient: numerator !== 0n };
  });
  const recipients = allocations.filter(({ isRecipient }) => isRecipient).toSorted((a, b) => b.remainder - a.remainder);
  let rest = whole - allocations.reduce((sum, { amount }) => sum + amount, 0);
  // The rest is negative where `whole` was rounded down: then the smallest remainders give a unit back.
  for (const unit = Math.sign(rest); rest !== 0; rest -= unit) {
    const recipient = unit > 0 ? recipients.shift() : recipients.pop();
    if (!recipient) throw new RangeError('the fractions do not add up to the whole');
    recipient.amount += unit;
  }
  return allocations.map(({ amount }) => amount);
}

/** Distributes `whole` over amounts in proportion to them; over zero amounts, nothing. */
export function prorate(whole: number, amounts: number[]): number[] {
  const denominator = BigInt(amounts.reduce((sum, amount) => sum + amount, 0) || 1);
  return allocate(
    whole,
    amounts.map((amount) => ({ numerator: BigInt(amount) * BigInt(whole), denominator })),
  );
}
