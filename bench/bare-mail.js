import { v7 } from 'uuid';
import { decimal } from './bare-money.js';
import { statements } from './bare-sql.js';

/** As long as the shop's, but the same for everybody: the bare server renders nothing. */
const html = Array.from(
  { length: 60 },
  (_, at) =>
    `<tr><td style="padding:${at}px 0;font-size:16px;line-height:25px;color:#1c1a17">Cell ${at} of a mail</td><td align="right">${at}.00</td></tr>`,
).join('\n');
const text = html.slice(0, 500);
const trackUrl = `https://shop.test/api/track/${'t'.repeat(64)}`;

/** The confirmation of an order, not rendered. */
export async function writeMail(query, order, lines, attachments) {
  const { number, email, currency, payment, shipping_address } = order;
  const uuid = v7();
  const amounts = ['subtotal', 'shipping', 'discount', 'tax', 'total'].map((name) => [name, decimal(order[name])]);
  const data = {
    number,
    date: order.created,
    lines: lines.map(({ name, quantity, total }) => ({ name, quantity, sum: decimal(total) })),
    ...Object.fromEntries(amounts),
    currency,
    payment,
    shipping_address,
    track_url: trackUrl,
  };
  await query(statements.mail, [
    uuid,
    email,
    `<${uuid}@magazin.example>`,
    `Your order ${number}`,
    html,
    text,
    JSON.stringify(data),
    JSON.stringify(attachments),
  ]);
}
