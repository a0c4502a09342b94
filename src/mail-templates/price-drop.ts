import { button, details, paragraph } from './blocks.js';
import { money } from './format.js';
import type { MailContent } from './layout.js';

export interface PriceDrop {
  /** Prices are decimals, `6000.00`. */
  items: { name: string; before: string; price: string; product_url: string }[];
  currency: string;
  unsubscribe_url: string;
}

export function priceDrop({ items, currency, unsubscribe_url }: PriceDrop): MailContent {
  const [first] = items;
  const subject =
    items.length === 1 && first
      ? `${first.name} costs less now`
      : `${items.length} products on your wishlist cost less now`;
  return {
    subject,
    preview: items.map(({ name, price }) => `${name}: ${money(price, currency)}`).join(', '),
    title: 'A lower price',
    blocks: [
      paragraph('The price of what is on your wishlist fell:'),
      ...items.flatMap(({ name, before, price, product_url }) => [
        details([
          [name, money(price, currency)],
          ['Before', money(before, currency)],
        ]),
        ...button('View the product', product_url),
      ]),
    ],
    footnote: 'You receive this message because you agreed to mails about your wishlist.',
    unsubscribe_url,
  };
}
