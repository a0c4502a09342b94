import { itemLines, paragraph } from './blocks.js';
import type { MailContent } from './layout.js';
import { money, orderFootnote } from './format.js';

export interface UnitsCanceled {
  number: string;
  lines: { name: string; quantity: number }[];
  /** May be empty. */
  reason: string;
  /** A decimal, `6000.00`; null where nothing was paid. */
  refund: string | null;
  currency: string;
}

export function unitsCanceled({ number, lines, reason, refund, currency }: UnitsCanceled): MailContent {
  const sum = refund && money(refund, currency);
  return {
    subject: `A part of your order ${number} was canceled`,
    preview: sum ? `We refund ${sum}.` : 'No payment is due for it.',
    title: 'A part of your order was canceled',
    blocks: [
      paragraph(`These units of order ${number} will not be shipped:`),
      itemLines(lines),
      ...(reason ? [paragraph(`Reason: ${reason}`)] : []),
      paragraph(
        sum ? `We refund ${sum} the way you paid. Banks take a few days for that.` : 'No payment is due for them.',
      ),
    ],
    footnote: orderFootnote(number),
  };
}
