import { paragraph } from './blocks.js';
import type { MailContent } from './layout.js';
import { isZero, orderFootnote, money } from './format.js';

export interface Canceled {
  number: string;
  /** A decimal, `6000.00`. */
  total: string;
  currency: string;
  refunded: boolean;
  /** What goes back of it, a decimal; all of it in older mails. */
  refund?: string;
}

export function canceled({ number, total, currency, refunded, refund = total }: Canceled): MailContent {
  const sum = money(total, currency);
  const settlement = !refunded
    ? 'No payment is due for it.'
    : isZero(refund)
      ? 'Nothing is left to be refunded.'
      : `We refund ${money(refund, currency)} the way you paid. Banks take a few days for that.`;
  return {
    subject: `Your order ${number} was canceled`,
    preview: refunded && !isZero(refund) ? `We refund ${money(refund, currency)}.` : 'No payment is due.',
    title: 'Your order was canceled',
    blocks: [paragraph(`Order ${number} of ${sum} was canceled. It will not be shipped.`), paragraph(settlement)],
    footnote: orderFootnote(number),
  };
}
