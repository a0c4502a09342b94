import { dayOf } from '../config/calendar.js';
import { digitsOf } from '../config/currency.js';

const payments: Record<string, string> = { cash: 'Cash on delivery', card: 'Card', payu: 'PayU' };

export const paymentName = (payment: string): string => payments[payment] ?? payment;

// Creating a format takes as long as rendering a whole mail.
const dates = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });
const currencies = new Map<string, Intl.NumberFormat>();

function currencyFormat(currency: string): Intl.NumberFormat {
  const digits = digitsOf(currency);
  const fraction = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  const format = currencies.get(currency) ?? new Intl.NumberFormat('en', { style: 'currency', currency, ...fraction });
  currencies.set(currency, format);
  return format;
}

/** @param amount a decimal, `6000.00`, of any size */
export const money = (amount: string, currency: string): string =>
  currencyFormat(currency).format(amount as `${number}`);

export const isZero = (amount: string): boolean => /^-?0*(\.0*)?$/.test(amount);

/** @param moment ISO 8601 */
export const day = (moment: string): string => dates.format(new Date(dayOf(new Date(moment))));

export interface Address {
  first_name: string;
  last_name: string;
  address: string;
  line2?: string;
  post_code: string;
  city: string;
  region?: string;
  country: string;
}

export const addressLabel = ({
  first_name,
  last_name,
  address,
  line2,
  post_code,
  city,
  region,
  country,
}: Address): string =>
  [`${first_name} ${last_name}`, address, line2 ?? '', `${post_code} ${city}`, region ?? '', country]
    .map((part) => part.trim())
    .filter(Boolean)
    .join('\n');

export const orderFootnote = (number: string): string => `You receive this message because of your order ${number}.`;
/** @param username null where the address is not known to be theirs */
export const accountFootnote = (username: string | null): string =>
  `You receive this message because of your account${username ? ` ${username}` : ''}.`;
