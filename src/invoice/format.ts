import { decimal } from '../common/money/money.js';
import { type InvoiceDocument, isOffset } from './invoice-document.js';

const dates = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });
const figures = new Intl.NumberFormat('en', { minimumFractionDigits: 2 });
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
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  return (minor: number): string => format.format(decimal(minor) as `${number}`).replace('-', '−');
};

/** Minor units as `1,234.50`, for columns whose head names the currency. */
export const figure = (minor: number): string => figures.format(decimal(minor) as `${number}`);

export const title = ({ kind }: InvoiceDocument): string => (kind === 'invoice' ? 'Invoice' : 'Credit note');

/** Whether and how it was paid, or when it is due. */
export function paymentStatus(document: InvoiceDocument): { label: string; detail: string } {
  const { kind, payment, due, corrects } = document;
  const method = methods[payment.method] ?? '';
  if (payment.state === 'paid')
    return {
      label: kind === 'invoice' ? 'Paid' : 'Refunded',
      detail: `on ${date(payment.paid_on)}${method && ` ${method}`}`,
    };
  if (isOffset(document)) return { label: 'Not paid yet', detail: `reduces invoice ${corrects?.number}` };
  if (kind === 'credit_note') return { label: 'To be refunded', detail: method };
  return { label: 'To be paid', detail: due ? `by ${date(due)}` : `on delivery${method && ` ${method}`}` };
}
