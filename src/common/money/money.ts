import { digitsOf, shopCurrency } from '../../config/currency.js';

/** Minor units as a decimal string with the digits of their currency: `"3000.00"`, `"3000"` of JPY. */
export function decimal(minor: number, currency = shopCurrency()): string {
  const digits = digitsOf(currency);
  const text = String(Math.abs(minor)).padStart(digits + 1, '0');
  const point = text.length - digits;
  return `${minor < 0 ? '-' : ''}${text.slice(0, point)}${digits ? `.${text.slice(point)}` : ''}`;
}

export const decimalOrNull = (minor: number | null, currency?: string): string | null =>
  minor === null ? null : decimal(minor, currency);

/** `"3"`, `"3.5"` and `"3.50"` in minor units; the text must match {@link decimalPattern}. */
export function minor(text: string, currency = shopCurrency()): number {
  const [units = '', fraction = ''] = text.split('.');
  return Number(units + fraction.padEnd(digitsOf(currency), '0'));
}

/** Minor units as the number that the older contracts document, 3000.5. */
export const toNumber = (minor: number): number => minor / 10 ** digitsOf(shopCurrency());

/** In minor units. */
export const maxPrice = 9_999_999_999_999;

const pattern = (places: number, currency: string): RegExp => {
  const digits = digitsOf(currency);
  return new RegExp(`^\\d{1,${places - digits}}${digits ? `(\\.\\d{1,${digits}})?` : ''}$`);
};

/** A price, up to {@link maxPrice}. */
export const pricePattern = (currency = shopCurrency()): RegExp => pattern(13, currency);

/** A sum of prices: it has as many digits as a number can tell apart. */
export const decimalPattern = (currency = shopCurrency()): RegExp => pattern(16, currency);

/** For messages: `an amount like 3 or 2.50`. */
export function amountForm(currency = shopCurrency()): string {
  const digits = digitsOf(currency);
  return digits ? `an amount like 3 or ${decimal(25 * 10 ** (digits - 1), currency)}` : 'a whole amount like 250';
}

/** As {@link decimal} writes it. */
export function totalPattern(): RegExp {
  const digits = digitsOf(shopCurrency());
  return new RegExp(`^\\d{1,${16 - digits}}${digits ? `\\.\\d{${digits}}` : ''}$`);
}

export const totalForm = (): string => `an amount like ${decimal(6000 * 10 ** digitsOf(shopCurrency()))}`;

export const priceForm = (): string => `${amountForm()}, at most ${decimal(maxPrice)}`;

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
