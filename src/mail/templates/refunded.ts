import { details, paragraph } from './blocks.js';
import type { MailContent } from './layout.js';
import { orderFootnote, money } from './format.js';

export interface Refunded {
  number: string;
  /** A decimal, `6000.00`. */
  amount: string;
  currency: string;
  /** Its number. */
  credit_note: string | null;
}

export function refunded({ number, amount, currency, credit_note }: Refunded): MailContent {
  const sum = money(amount, currency);
  return {
    subject: `A refund for your order ${number}`,
    preview: `We refunded ${sum}.`,
    title: `We refunded ${sum}`,
    blocks: [
      paragraph(`We refunded ${sum} for order ${number} the way you paid. Banks take a few days for that.`),
      details([['Refund', sum], ...(credit_note ? [['Credit note', credit_note] as [string, string]] : [])]),
    ],
    footnote: orderFootnote(number),
  };
}
