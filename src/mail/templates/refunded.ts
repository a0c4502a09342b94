import { facts, paragraph } from './blocks.js';
import type { Content } from './layout.js';
import { aboutOrder, money } from './format.js';

export interface Refunded {
  number: string;
  /** A decimal, `6000.00`. */
  amount: string;
  currency: string;
  /** Number of the document. */
  credit_note: string | null;
}

export function refunded({ number, amount, currency, credit_note }: Refunded): Content {
  const sum = money(amount, currency);
  return {
    subject: `A refund for your order ${number}`,
    preview: `You get ${sum} back.`,
    title: `${sum} go back to you`,
    blocks: [
      paragraph(`We refunded ${sum} of order ${number} the way you paid. Banks take a few days for that.`),
      facts([['Refund', sum], ...(credit_note ? [['Credit note', credit_note] as [string, string]] : [])]),
    ],
    because: aboutOrder(number),
  };
}
