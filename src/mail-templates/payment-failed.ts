import { button, details, paragraph } from './blocks.js';
import type { MailContent } from './layout.js';
import { orderFootnote, money } from './format.js';

export interface PaymentFailed {
  number: string;
  reason: string;
  /** A decimal, `6000.00`. */
  total: string;
  currency: string;
  retry_url: string | null;
}

export function paymentFailed({ number, reason, total, currency, retry_url }: PaymentFailed): MailContent {
  const sum = money(total, currency);
  const retry = button('Try again', retry_url);
  return {
    subject: `The payment of your order ${number} failed`,
    preview: `${sum} could not be paid.`,
    title: 'Your payment did not go through',
    blocks: [
      paragraph(`We could not collect ${sum} for order ${number}.`),
      details([
        ['Reason', reason],
        ['Open amount', sum],
      ]),
      ...(retry.length ? [paragraph('You can try again, with another card if you like.'), ...retry] : []),
    ],
    footnote: orderFootnote(number),
  };
}
