import { paragraph } from './blocks.js';
import type { Content } from './layout.js';
import { aboutOrder, money } from './format.js';

export interface Canceled {
  number: string;
  /** A decimal, `6000.00`. */
  total: string;
  currency: string;
  refunded: boolean;
}

export function canceled({ number, total, currency, refunded }: Canceled): Content {
  return {
    subject: `Your order ${number} was canceled`,
    preview: refunded ? `You get ${money(total, currency)} back.` : 'You owe us nothing.',
    title: 'Your order was canceled',
    blocks: [
      paragraph(`Order ${number} over ${money(total, currency)} was canceled; nothing of it will be sent.`),
      paragraph(
        refunded
          ? `${money(total, currency)} go back to you the way you paid. Banks take a few days for that.`
          : 'You owe us nothing for it.',
      ),
    ],
    because: aboutOrder(number),
  };
}
