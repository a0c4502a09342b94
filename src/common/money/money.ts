/** Minor units (cents) as a decimal string, `"3000.00"`. */
export const decimal = (minor: number): string => {
  const cents = String(Math.abs(minor) % 100).padStart(2, '0');
  return `${minor < 0 ? '-' : ''}${Math.trunc(Math.abs(minor) / 100)}.${cents}`;
};

export const decimalOrNull = (minor: number | null): string | null => (minor === null ? null : decimal(minor));

/** `"3"`, `"3.5"` and `"3.50"` in minor units; the text must match {@link decimalPattern}. */
export const minor = (text: string): number => {
  const [units, cents = ''] = text.split('.');
  return Number(units) * 100 + Number(cents.padEnd(2, '0'));
};

export const decimalPattern = /^\d{1,8}(\.\d{1,2})?$/;

/**
 * The tax contained in a gross amount, rounded half up to the minor unit.
 *
 * @param gross minor units, tax included
 * @param rate basis points: 1900 is 19 %
 */
export function taxWithin(gross: number, rate: number): number {
  const divisor = BigInt(10_000 + rate);
  return Number((2n * BigInt(gross) * BigInt(rate) + divisor) / (2n * divisor));
}

/** Up to 9,999,999.99: its minor units fit an integer column. */
export const pricePattern = /^\d{1,7}(\.\d{1,2})?$/;
