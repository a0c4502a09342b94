import { paragraph } from './blocks.js';
import type { MailContent } from './layout.js';
import { orderFootnote, money } from './format.js';

export interface Canceled {
  number: string;
  /** A decimal, `6000.00`. */
  total: string;
  currency: string;
  refunded: boolean;
}

export function canceled({ number, total, currency, refunded }: Canceled): MailContent {
  const sum = money(total, currency);
  return {
    subject: `Your order ${number} was canceled`,
    preview: refunded ? `We refund ${sum}.` : 'No payment is due.',
    title: 'Your order was canceled',
    blocks: [
      paragraph(`Order ${number} of ${sum} was canceled. It will not be shipped.`),
      paragraph(
        refunded ? `We refund ${sum} the way you paid. Banks take a few days for that.` : 'No payment is due for it.',
      ),
    ],
    footnote: orderFootnote(number),
  };
}
