import { type Block, button, buttonOrPath, details, itemLines, paragraph, totals } from './blocks.js';
import type { MailContent } from './layout.js';
import { orderFootnote, type Address, day, isZero, money, addressLabel, paymentName } from './format.js';

interface Confirmation {
  url: string | null;
  /** Of the link, for shops that do not know their own address. */
  path: string;
  hours: number;
}

/** Amounts are decimals, `6000.00`. */
export interface OrderConfirmation {
  number: string;
  /** ISO 8601. */
  date: string;
  lines: { name: string; quantity: number; sum: string }[];
  subtotal: string;
  shipping: string;
  discount: string;
  /** Contained in the total. */
  tax: string;
  total: string;
  currency: string;
  payment: string;
  shipping_address: Address | null;
  track_url: string | null;
  /** Where its customer confirms the order, which is canceled otherwise. */
  confirmation?: Confirmation;
}

export function orderConfirmation(order: OrderConfirmation): MailContent {
  const { number, currency, shipping_address } = order;
  const shown = (amount: string) => money(amount, currency);
  return {
    subject: `Your order ${number}`,
    preview: `We have received it: ${shown(order.total)}.`,
    title: 'Thank you for your order',
    blocks: [
      paragraph(`We received order ${number} on ${day(order.date)}. We write again when it is on its way.`),
      ...(order.confirmation ? confirmationBlocks(order.confirmation) : []),
      ...button('View your order', order.track_url),
      itemLines(order.lines.map((line) => ({ ...line, sum: shown(line.sum) }))),
      totals(
        [
          ['Subtotal', shown(order.subtotal)],
          ['Shipping', isZero(order.shipping) ? 'Free' : shown(order.shipping)],
          ...(isZero(order.discount) ? [] : [['Discount', `−${shown(order.discount)}`] as [string, string]]),
          ['Tax, included', shown(order.tax)],
        ],
        ['Total', shown(order.total)],
      ),
      details([
        ...(shipping_address ? [['Shipping to', addressLabel(shipping_address)] as [string, string]] : []),
        ['Payment', paymentName(order.payment)],
      ]),
    ],
    footnote: orderFootnote(number),
  };
}

const confirmationBlocks = ({ url, path, hours }: Confirmation): Block[] => [
  paragraph(`Please confirm within ${hours} hours that you placed it: otherwise it is canceled.`),
  ...buttonOrPath('Confirm the order', url, 'You confirm it here:', path),
];
