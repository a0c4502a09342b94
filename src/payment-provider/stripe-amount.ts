import { digitsOf } from '../config/currency.js';
import { AmountNotMovable } from './payment-provider.errors.js';

/** Where Stripe's digits are not those of ISO 4217: https://docs.stripe.com/currencies */
const stripeDigits: Record<string, number> = { ISK: 2, UGX: 2, MGA: 0 };

/**
 * Minor units of ISO 4217 as the integer that Stripe takes. Of currencies with three decimals it takes multiples of ten only.
 * Nothing is rounded: what it cannot move is refused.
 *
 * @throws AmountNotMovable
 */
export function toStripeAmount(minor: number, currency: string): number {
  const own = digitsOf(currency);
  const amount = (minor * 10 ** stripeDigitsOf(currency)) / 10 ** own;
  if (!Number.isSafeInteger(amount) || (own === 3 && amount % 10 !== 0)) throw new AmountNotMovable({ currency });
  return amount;
}

/** Its currency is as Stripe writes it, in lower case. */
export function fromStripeAmount(amount: number, stripeCurrency: string): number {
  const currency = stripeCurrency.toUpperCase();
  return Math.round((amount * 10 ** digitsOf(currency)) / 10 ** stripeDigitsOf(currency));
}

const stripeDigitsOf = (currency: string): number => stripeDigits[currency] ?? digitsOf(currency);
