import { details, itemLines, type Line, paragraph } from './blocks.js';
import type { MailContent } from './layout.js';
import { isZero, orderFootnote, money } from './format.js';

export interface Refunded {
  number: string;
  /** A decimal, `6000.00`, as all amounts here. */
  amount: string;
  currency: string;
  /** Its number. */
  credit_note: string | null;
  /** What it is for; left out in older mails. */
  reason?: string;
  lines?: { name: string; quantity: number; sum: string }[];
  shipping?: string;
  goodwill?: string;
}

export function refunded(mail: Refunded): MailContent {
  const { number, amount, currency, credit_note, reason } = mail;
  const sum = money(amount, currency);
  const items = itemsOf(mail);
  return {
    subject: `A refund for your order ${number}`,
    preview: `We refunded ${sum}.`,
    title: `We refunded ${sum}`,
    blocks: [
      paragraph(`We refunded ${sum} for order ${number} the way you paid. Banks take a few days for that.`),
      ...(reason ? [paragraph(`Reason: ${reason}`)] : []),
      ...(items.length > 0 ? [paragraph('It is for:'), itemLines(items)] : []),
      details([['Refund', sum], ...(credit_note ? [['Credit note', credit_note] as [string, string]] : [])]),
    ],
    footnote: orderFootnote(number),
  };
}

function itemsOf({ lines = [], shipping = '0', goodwill = '0', currency }: Refunded): Line[] {
  const items = [
    ...lines,
    { name: 'Shipping', quantity: 1, sum: shipping },
    { name: 'Goodwill', quantity: 1, sum: goodwill },
  ];
  return items
    .filter(({ sum }) => !isZero(sum))
    .map(({ name, quantity, sum }) => ({ name, quantity, sum: money(sum, currency) }));
}
