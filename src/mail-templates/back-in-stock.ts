import { button, paragraph } from './blocks.js';
import { money } from './format.js';
import type { MailContent } from './layout.js';

export interface BackInStock {
  product: string;
  /** A decimal, `6000.00`. */
  price: string;
  currency: string;
  product_url: string;
  unsubscribe_url: string;
}

export function backInStock({ product, price, currency, product_url, unsubscribe_url }: BackInStock): MailContent {
  return {
    subject: `${product} is back in stock`,
    preview: `You can order it again for ${money(price, currency)}.`,
    title: 'Back in stock',
    blocks: [
      paragraph(`${product} can be ordered again, for ${money(price, currency)}.`),
      ...button('View the product', product_url),
      paragraph('We write this once. We cannot reserve it for you.'),
    ],
    footnote: 'You receive this message because you asked to be told when this product is back.',
    unsubscribe_url,
  };
}
