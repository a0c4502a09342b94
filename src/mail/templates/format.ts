const payments: Record<string, string> = { cash: 'Cash on delivery', card: 'Card', payu: 'PayU' };

export const paymentName = (payment: string): string => payments[payment] ?? payment;

// Each takes as long to make as a whole mail.
const dates = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });
const figures = new Map<string, Intl.NumberFormat>();

function figuresIn(currency: string): Intl.NumberFormat {
  const known = figures.get(currency) ?? new Intl.NumberFormat('en', { style: 'currency', currency });
  figures.set(currency, known);
  return known;
}

/** @param amount a decimal, `6000.00`, of any size */
export const money = (amount: string, currency: string): string => figuresIn(currency).format(amount as `${number}`);

export const isZero = (amount: string): boolean => /^-?0*(\.0*)?$/.test(amount);

/** @param date ISO 8601 */
export const day = (date: string): string => dates.format(new Date(date));

export interface Address {
  first_name: string;
  last_name: string;
  address: string;
  post_code: string;
  city: string;
  country: string;
}

export const onLabel = ({ first_name, last_name, address, post_code, city, country }: Address): string =>
  [`${first_name} ${last_name}`, address, `${post_code} ${city}`, country].map((part) => part.trim()).join('\n');

export const aboutOrder = (number: string): string => `You receive this message because of your order ${number}.`;
export const aboutAccount = (username: string): string =>
  `You receive this message because of your account ${username}.`;
