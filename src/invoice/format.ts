import { digitsOf } from '../config/currency.js';
import { decimal } from '../common/money/money.js';
import type { InvoiceDocument } from './invoice-document.js';

const dates = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });
const countries = new Intl.DisplayNames('en', { type: 'region' });
const methods: Record<string, string> = {
  cash: 'in cash',
  card: 'by card',
  payu: 'with PayU',
  transfer: 'by transfer',
};

/** `21 November 2026` */
export const date = (iso: string): string => dates.format(new Date(iso));

/** `Poland` */
export const country = (code: string): string => countries.of(code) ?? code;

/** `8.5 %` of 850 basis points. */
export const percent = (rate: number): string => `${rate / 100} %`;

/** Minor units as `€1,234.50`. */
export const money = (currency: string) => {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency, ...fractionOf(currency) });
  return (minor: number): string => format.format(decimal(minor, currency) as `${number}`).replace('-', '−');
};

/** Minor units as `1,234.50`, for columns whose head names the currency. */
export const figure = (currency: string) => {
  const format = new Intl.NumberFormat('en', fractionOf(currency));
  return (minor: number): string => format.format(decimal(minor, currency) as `${number}`);
};

/** By ISO 4217: Node's locale data would round some currencies to whole units. */
const fractionOf = (currency: string) => {
  const digits = digitsOf(currency);
  return { minimumFractionDigits: digits, maximumFractionDigits: digits };
};

export const title = ({ kind }: InvoiceDocument): string => (kind === 'invoice' ? 'Invoice' : 'Credit note');

/** Whether and how it was paid, or when it is due. */
export function paymentStatus({ kind, payment, due }: InvoiceDocument): { label: string; detail: string } {
  const method = methods[payment.method] ?? '';
  if (payment.state === 'paid')
    return {
      label: kind === 'invoice' ? 'Paid' : 'Refunded',
      detail: `on ${date(payment.paid_on)}${method && ` ${method}`}`,
    };
  if (kind === 'credit_note') return { label: 'To be refunded', detail: method };
  return { label: 'To be paid', detail: due ? `by ${date(due)}` : `on delivery${method && ` ${method}`}` };
}
