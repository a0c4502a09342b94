import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { aBrand, aCategory, aCustomer, aProduct, aRole, confirmEmail, type SignedIn } from './factories/index.js';
import { deliveredOrder, paidOrder, ship } from './support/deliveries.js';
import { anUnpaidOrder, eventually } from './support/payments.js';
import { shippingAddress } from './support/purchase.js';
import { routesOf } from './support/routes.js';
import { type Ask, useShop } from './support/shop.js';
import { adminPath, openTicket } from './support/tickets.js';

const shop = useShop();
let [admin, buyer] = [] as unknown as [SignedIn, SignedIn];
let [staff, who] = [] as unknown as [Ask, Ask];

beforeAll(async () => {
  [admin, buyer] = [await aCustomer(shop, 'admin'), await aCustomer(shop)];
  [staff, who] = [{ token: admin.token }, { token: buyer.token }];
});

interface Write {
  url: string;
  body?: object | undefined;
  headers?: Record<string, string>;
}

/** What a member of staff asks for, which is done; and what fails, besides the same at an unknown uuid. */
interface Case {
  action: string;
  valid: () => Promise<Write> | Write;
  /** A body that is refused. */
  invalid?: object;
  /** The same once more is refused. */
  once?: true;
  /** The same once more is done, and changes nothing. */
  idempotent?: true;
}

const created = async <Body = Record<string, string>>(url: string, body: object, as = staff) => {
  const answer = await shop.post<Body>(url, { ...as, body });
  expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
  return answer.body;
};

const paid = async () => paidOrder(shop, who, [await aProduct(shop)]);
const shipped = async () => {
  const order = await paid();
  const shipment = await ship(shop, staff, order);
  return { order, shipment, url: `/api/admin/orders/${order}/shipments/${shipment}` };
};
const delivered = async () => deliveredOrder(shop, staff, who, [await aProduct(shop)]);
const linesOf = async (order: string, quantity = 1) => {
  const { body } = await shop.get<{ products: { order_product_uuid: string }[] }>(`/api/admin/orders/${order}`, staff);
  return body.products.map(({ order_product_uuid }) => ({ order_product_uuid, quantity }));
};

/** A return that has come so far. */
async function returned(...steps: ('accepted' | 'received')[]): Promise<string> {
  const order = await delivered();
  const wanted = { reason: 'too big', lines: await linesOf(order) };
  const { return_uuid } = await created(`/api/orders/${order}/returns`, wanted, who);
  const url = `/api/admin/returns/${return_uuid}`;
  for (const step of steps) expect((await shop.put(`${url}/${step}`, { ...staff, body: {} })).status).toBe(200);
  return url;
}

async function failedRefund(): Promise<string> {
  const { who: payer, order } = await anUnpaidOrder(shop);
  await shop.post(`/api/orders/${order}/payments`, { ...payer, body: { token: 'tok_refund_fails' } });
  const { refund_uuid } = await created(`/api/admin/orders/${order}/refunds`, { amount: '2.00' });
  await eventually(
    () => shop.rows('select status from refunds where uuid = ?', [refund_uuid]),
    ([refund]) => refund?.['status'] === 'failed',
  );
  return `/api/admin/refunds/${refund_uuid}/retry`;
}

async function aReview(): Promise<string> {
  const { uuid } = await aProduct(shop);
  const review = await created(`/api/products/${uuid}/reviews`, { rating: 2, text: 'So so' }, who);
  return `/api/admin/reviews/${review['review_uuid']}`;
}

async function aRating(): Promise<string> {
  const rating = await created('/api/store/ratings', { order: await delivered(), rating: 3 }, who);
  return `/api/admin/store-ratings/${rating['rating_uuid']}`;
}

const aTicket = async () => adminPath((await openTicket(shop, who)).ticket_uuid);
const after = async (url: string, ...steps: [string, object?][]) => {
  for (const [step, body] of steps) expect((await shop.put(`${url}/${step}`, { ...staff, body })).status).toBe(200);
  return url;
};

async function form(content: Buffer, name: string): Promise<Omit<Write, 'url'>> {
  const data = new FormData();
  data.append('file', new Blob([content as unknown as string]), name);
  const encoded = new Response(data);
  return {
    body: Buffer.from(await encoded.arrayBuffer()),
    headers: { 'content-type': encoded.headers.get('content-type') ?? '' },
  };
}
let shade = 0;
const picture = () => sharp({ create: { width: 20, height: 20, channels: 3, background: { r: ++shade, g: 0, b: 0 } } });
const withPictures = async (count: number) => {
  const url = `/api/admin/products/${(await aProduct(shop)).uuid}/images`;
  const images: string[] = [];
  for (let at = 0; at < count; at++) {
    const upload = await form(await picture().png().toBuffer(), 'picture.png');
    images.push((await shop.post<{ uuid: string }>(url, { ...staff, ...upload })).body.uuid);
  }
  return { url, images };
};

let counter = 0;
const fresh = (word: string) => `${word} ${++counter}`;
const method = () => ({ name: fresh('Parcel'), price: '4.90' });
const coupon = () => ({ code: `CODE${++counter}`, percent: 1000 });
const canned = () => ({ title: fresh('Late'), text: 'It is late.' });
const made = async (list: string, input: object) => `${list}/${(await created(list, input))['uuid']}`;

const invitation = () => ({ email: `invited${++counter}@magazin.test`, role: 'support' });
const aColleague = async () => `/api/admin/staff/${(await aCustomer(shop, 'support')).uuid}`;
const aRoleAt = async () => `/api/admin/roles/${await aRole(shop, [])}`;

async function aFailedJob(): Promise<string> {
  const insert = `insert into pgboss.job (name, state, data) values ('order.canceled', 'failed', '{}') returning id`;
  const [job] = await shop.rows<{ id: string }>(insert);
  return job?.id ?? '';
}

const moved = { ...shippingAddress, city: 'Elsewhere' };
const catalog = '/api/admin';

/** Every way in which staff write. A route that is missing here fails the first test. */
const writes: Record<string, Case> = {
  'PUT /api/admin/orders/:order_uuid/status': {
    action: 'order.status',
    valid: async () => ({ url: `/api/admin/orders/${await paid()}/status`, body: { status: 'processing' } }),
    invalid: { status: 'shipped' },
    once: true,
  },
  'PUT /api/admin/orders/:order_uuid/shipping_address': {
    action: 'order.shipping_address',
    valid: async () => ({ url: `/api/admin/orders/${await paid()}/shipping_address`, body: moved }),
    invalid: { ...moved, city: '' },
    idempotent: true,
  },
  'POST /api/admin/orders/:order_uuid/refunds': {
    action: 'order.refund',
    valid: async () => ({ url: `/api/admin/orders/${await paid()}/refunds`, body: { reason: 'sorry' } }),
    invalid: { amount: '999999.00' },
    once: true,
  },
  'POST /api/admin/orders/:order_uuid/credits': {
    action: 'order.credit',
    valid: async () => ({ url: `/api/admin/orders/${await paid()}/credits`, body: { amount: '1.00' } }),
    invalid: { amount: '999999.00' },
  },
  'POST /api/admin/refunds/:uuid/retry': {
    action: 'refund.retry',
    valid: async () => ({ url: await failedRefund() }),
    once: true,
  },
  'POST /api/admin/orders/:order_uuid/shipments': {
    action: 'shipment.create',
    valid: async () => ({ url: `/api/admin/orders/${await paid()}/shipments`, body: { carrier: 'DHL' } }),
    invalid: { carrier: '' },
    once: true,
  },
  'POST /api/admin/orders/:order_uuid/cancellations': {
    action: 'order.cancel',
    valid: async () => ({ url: `/api/admin/orders/${await paid()}/cancellations`, body: { reason: 'sold out' } }),
    invalid: { lines: [] },
    once: true,
  },
  'POST /api/admin/orders/:order_uuid/notes': {
    action: 'order.note',
    valid: async () => ({ url: `/api/admin/orders/${await paid()}/notes`, body: { text: 'Call first' } }),
    invalid: { text: ' ' },
  },
  'DELETE /api/admin/orders/:order_uuid/notes/:note_uuid': {
    action: 'order.note_remove',
    valid: async () => {
      const url = `/api/admin/orders/${await paid()}/notes`;
      return { url: `${url}/${(await created(url, { text: 'Call first' }))['note_uuid']}` };
    },
    once: true,
  },
  'PUT /api/admin/orders/:order_uuid/tags/:tag': {
    action: 'order.tag',
    valid: async () => ({ url: `/api/admin/orders/${await paid()}/tags/gift` }),
    idempotent: true,
  },
  'DELETE /api/admin/orders/:order_uuid/tags/:tag': {
    action: 'order.untag',
    valid: async () => {
      const url = `/api/admin/orders/${await paid()}/tags/gift`;
      expect((await shop.put(url, staff)).status).toBe(200);
      return { url };
    },
    idempotent: true,
  },
  'POST /api/admin/orders/bulk/tag': {
    action: 'order.tag',
    valid: async () => ({ url: '/api/admin/orders/bulk/tag', body: { tag: 'gift', rows: [{ uuid: await paid() }] } }),
    invalid: { tag: 'gift', rows: [] },
    idempotent: true,
  },
  'POST /api/admin/orders/bulk/untag': {
    action: 'order.untag',
    valid: async () => {
      const order = await paid();
      await shop.put(`/api/admin/orders/${order}/tags/gift`, staff);
      return { url: '/api/admin/orders/bulk/untag', body: { tag: 'gift', rows: [{ uuid: order }] } };
    },
    invalid: { tag: 'gift', rows: [] },
    idempotent: true,
  },
  'POST /api/admin/orders/bulk/ship': {
    action: 'shipment.create',
    valid: async () => ({
      url: '/api/admin/orders/bulk/ship',
      body: { carrier: 'DHL', rows: [{ uuid: await paid() }] },
    }),
    invalid: { carrier: 'DHL', rows: [] },
    idempotent: true,
  },
  'POST /api/admin/orders/bulk/print': {
    action: 'invoice.print',
    valid: async () => ({ url: '/api/admin/orders/bulk/print', body: { orders: [await paid()] } }),
    invalid: { orders: ['0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b11'] },
  },
  'POST /api/admin/products/bulk': {
    action: 'product.change',
    valid: async () => {
      const { uuid } = await aProduct(shop);
      return { url: '/api/admin/products/bulk', body: { rows: [{ uuid, changes: { price: '7.77' } }] } };
    },
    invalid: { rows: [] },
    idempotent: true,
  },
  'POST /api/admin/orders/:order_uuid/returns': {
    action: 'return.register',
    valid: async () => {
      const order = await delivered();
      return { url: `/api/admin/orders/${order}/returns`, body: { reason: 'back', lines: await linesOf(order) } };
    },
    invalid: { reason: 'back', lines: [] },
    once: true,
  },
  'PUT /api/admin/orders/:order_uuid/shipments/:shipment_uuid': {
    action: 'shipment.correct',
    valid: async () => ({ url: (await shipped()).url, body: { carrier: 'UPS' } }),
    invalid: { carrier: '' },
    idempotent: true,
  },
  'PUT /api/admin/orders/:order_uuid/shipments/:shipment_uuid/delivered': {
    action: 'shipment.deliver',
    valid: async () => ({ url: `${(await shipped()).url}/delivered` }),
    idempotent: true,
  },
  'PUT /api/admin/orders/:order_uuid/shipments/:shipment_uuid/lost': {
    action: 'shipment.lose',
    valid: async () => ({ url: `${(await shipped()).url}/lost`, body: { resolution: 'refund' } }),
    invalid: { resolution: 'none' },
    once: true,
  },
  'PUT /api/admin/orders/:order_uuid/shipments/:shipment_uuid/returned': {
    action: 'shipment.return',
    valid: async () => ({ url: `${(await shipped()).url}/returned`, body: { cause: 'refused' } }),
    invalid: { cause: 'none' },
    once: true,
  },
  'PUT /api/admin/returns/:uuid/accepted': {
    action: 'return.accept',
    valid: async () => ({ url: `${await returned()}/accepted` }),
    once: true,
  },
  'PUT /api/admin/returns/:uuid/refused': {
    action: 'return.refuse',
    valid: async () => ({ url: `${await returned()}/refused`, body: { reason: 'worn' } }),
    invalid: {},
    once: true,
  },
  'PUT /api/admin/returns/:uuid/received': {
    action: 'return.receive',
    valid: async () => ({ url: `${await returned('accepted')}/received`, body: {} }),
    invalid: { lines: 'all' },
    once: true,
  },
  'PUT /api/admin/returns/:uuid/refunded': {
    action: 'return.refund',
    valid: async () => ({ url: `${await returned('accepted', 'received')}/refunded`, body: {} }),
    invalid: { amount: '999999.00' },
    once: true,
  },
  'POST /api/admin/support/tickets/:ticket_uuid/answer': {
    action: 'ticket.answer',
    valid: async () => ({ url: `${await aTicket()}/answer`, body: { text: 'We look' } }),
    invalid: { text: '' },
  },
  'POST /api/admin/support/tickets/:ticket_uuid/notes': {
    action: 'ticket.note',
    valid: async () => ({ url: `${await aTicket()}/notes`, body: { text: 'Again' } }),
    invalid: { text: '' },
  },
  'PUT /api/admin/support/tickets/:ticket_uuid/assignee': {
    action: 'ticket.assign',
    valid: async () => ({ url: `${await aTicket()}/assignee`, body: {} }),
    invalid: { assignee: '0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b11' },
    idempotent: true,
  },
  'DELETE /api/admin/support/tickets/:ticket_uuid/assignee': {
    action: 'ticket.unassign',
    valid: async () => ({ url: `${await after(await aTicket(), ['assignee', {}])}/assignee` }),
    idempotent: true,
  },
  'PUT /api/admin/support/tickets/:ticket_uuid/status': {
    action: 'ticket.status',
    valid: async () => ({ url: `${await aTicket()}/status`, body: { status: 'solved' } }),
    invalid: { status: 'none' },
  },
  'POST /api/admin/support/tickets/:ticket_uuid/messages/:message_uuid/attachments': {
    action: 'ticket.attach',
    valid: async () => {
      const at = await aTicket();
      const { messages } = await created<{ messages: { message_uuid: string }[] }>(`${at}/answer`, { text: 'Here' });
      const url = `${at}/messages/${messages.at(-1)?.message_uuid}/attachments`;
      return { url, ...(await form(await picture().png().toBuffer(), 'lid.png')) };
    },
    invalid: {},
  },
  'POST /api/admin/support/canned-answers': {
    action: 'canned_answer.create',
    valid: () => ({ url: '/api/admin/support/canned-answers', body: canned() }),
    invalid: { title: '' },
    once: true,
  },
  'PUT /api/admin/support/canned-answers/:uuid': {
    action: 'canned_answer.change',
    valid: async () => ({ url: await made('/api/admin/support/canned-answers', canned()), body: canned() }),
    invalid: { title: '' },
    idempotent: true,
  },
  'DELETE /api/admin/support/canned-answers/:uuid': {
    action: 'canned_answer.remove',
    valid: async () => ({ url: await made('/api/admin/support/canned-answers', canned()) }),
    once: true,
  },
  'PUT /api/admin/exchange-rates/:currency': {
    action: 'exchange-rate.set',
    valid: () => ({
      url: '/api/admin/exchange-rates/PLN',
      body: { rate: '4.2567', date: '2026-11-20', source: 'NBP' },
    }),
    invalid: { rate: 'much' },
    idempotent: true,
  },
  'PATCH /api/admin/settings': {
    action: 'settings.change',
    valid: async () => {
      const { version } = (await shop.get<{ version: number }>('/api/admin/settings', staff)).body;
      return { url: '/api/admin/settings', body: { version, return_days: 15 } };
    },
    invalid: { version: 0, return_days: -1 },
    once: true,
  },
  'POST /api/admin/mails/:uuid/retry': {
    action: 'mail.retry',
    valid: async () => {
      const [mail] = await shop.rows<{ uuid: string }>(
        `update mails set status = 'failed' where id = (select max(id) from mails) returning uuid`,
      );
      return { url: `/api/admin/mails/${mail?.uuid}/retry` };
    },
    once: true,
  },
  'PUT /api/admin/reviews/:uuid/approved': {
    action: 'review.approve',
    valid: async () => {
      const url = await aReview();
      await shop.rows(`update reviews set status = 'pending' where uuid = ?`, [url.split('/').at(-1)]);
      return { url: `${url}/approved` };
    },
    once: true,
  },
  'PUT /api/admin/reviews/:uuid/hidden': {
    action: 'review.hide',
    valid: async () => ({ url: `${await aReview()}/hidden` }),
    once: true,
  },
  'PUT /api/admin/reviews/:uuid/restored': {
    action: 'review.restore',
    valid: async () => ({ url: `${await after(await aReview(), ['hidden'])}/restored` }),
    once: true,
  },
  'PUT /api/admin/reviews/:uuid/answer': {
    action: 'review.answer',
    valid: async () => ({ url: `${await aReview()}/answer`, body: { text: 'Thank you' } }),
    invalid: { text: '' },
    idempotent: true,
  },
  'DELETE /api/admin/reviews/:uuid/answer': {
    action: 'review.answer',
    valid: async () => ({ url: `${await after(await aReview(), ['answer', { text: 'Thank you' }])}/answer` }),
    idempotent: true,
  },
  'PUT /api/admin/store-ratings/:uuid/hidden': {
    action: 'store_rating.hide',
    valid: async () => ({ url: `${await aRating()}/hidden` }),
    once: true,
  },
  'PUT /api/admin/store-ratings/:uuid/restored': {
    action: 'store_rating.restore',
    valid: async () => ({ url: `${await after(await aRating(), ['hidden'])}/restored` }),
    once: true,
  },
  'PUT /api/admin/store-ratings/:uuid/answer': {
    action: 'store_rating.answer',
    valid: async () => ({ url: `${await aRating()}/answer`, body: { text: 'Thank you' } }),
    invalid: { text: '' },
    idempotent: true,
  },
  'DELETE /api/admin/store-ratings/:uuid/answer': {
    action: 'store_rating.answer',
    valid: async () => ({ url: `${await after(await aRating(), ['answer', { text: 'Thank you' }])}/answer` }),
    idempotent: true,
  },
  'POST /api/admin/products': {
    action: 'product.create',
    valid: () => ({
      url: `${catalog}/products`,
      body: { name: fresh('Lamp'), slug: `lamp-${counter}`, price: '9.00' },
    }),
    invalid: { name: 'Lamp', price: 'much' },
    once: true,
  },
  'PUT /api/admin/products/:uuid': {
    action: 'product.change',
    valid: async () => ({ url: `${catalog}/products/${(await aProduct(shop)).uuid}`, body: { price: '4.00' } }),
    invalid: { price: 'much' },
    idempotent: true,
  },
  'DELETE /api/admin/products/:uuid': {
    action: 'product.remove',
    valid: async () => ({ url: `${catalog}/products/${(await aProduct(shop)).uuid}` }),
    once: true,
  },
  'POST /api/admin/products/import': {
    action: 'product.import',
    valid: () => ({
      url: `${catalog}/products/import`,
      body: Buffer.from('slug,name,price\nimported,Imported,3.00'),
      headers: { 'content-type': 'text/csv' },
    }),
    invalid: Buffer.from('slug,price\nmissing,1.00'),
    idempotent: true,
  },
  'POST /api/admin/products/:uuid/images': {
    action: 'product.image.add',
    valid: async () => ({
      url: (await withPictures(0)).url,
      ...(await form(await picture().png().toBuffer(), 'picture.png')),
    }),
    invalid: {},
  },
  'PUT /api/admin/products/:uuid/images': {
    action: 'product.image.arrange',
    valid: async () => {
      const { url, images } = await withPictures(2);
      return { url, body: { images: images.toReversed() } };
    },
    invalid: { images: ['0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b11'] },
    idempotent: true,
  },
  'DELETE /api/admin/products/:uuid/images/:image_uuid': {
    action: 'product.image.remove',
    valid: async () => {
      const { url, images } = await withPictures(1);
      return { url: `${url}/${images[0]}` };
    },
    once: true,
  },
  'PUT /api/admin/products/:uuid/stock': {
    action: 'stock.set',
    valid: async () => ({
      url: `${catalog}/products/${(await aProduct(shop)).uuid}/stock`,
      body: { stock: 5, reason: 'counted' },
    }),
    invalid: { stock: -1, reason: 'counted' },
  },
  'PATCH /api/admin/products/:uuid/stock': {
    action: 'stock.adjust',
    valid: async () => ({
      url: `${catalog}/products/${(await aProduct(shop)).uuid}/stock`,
      body: { by: -2, reason: 'broken' },
    }),
    invalid: { by: -1_000, reason: 'broken' },
  },
  'POST /api/admin/categories': {
    action: 'category.create',
    valid: () => ({ url: `${catalog}/categories`, body: { name: fresh('Fruit'), slug: `fruit-${counter}` } }),
    invalid: { name: '' },
    once: true,
  },
  'PUT /api/admin/categories/:uuid': {
    action: 'category.change',
    valid: async () => ({
      url: `${catalog}/categories/${(await aCategory(shop)).uuid}`,
      body: { name: fresh('Vegetables') },
    }),
    invalid: { parent: 'nowhere' },
    idempotent: true,
  },
  'DELETE /api/admin/categories/:uuid': {
    action: 'category.remove',
    valid: async () => ({ url: `${catalog}/categories/${(await aCategory(shop)).uuid}` }),
    once: true,
  },
  'POST /api/admin/brands': {
    action: 'brand.create',
    valid: () => ({ url: `${catalog}/brands`, body: { name: fresh('Acme'), slug: `acme-${counter}` } }),
    invalid: { name: '' },
    once: true,
  },
  'PUT /api/admin/brands/:uuid': {
    action: 'brand.change',
    valid: async () => ({ url: `${catalog}/brands/${(await aBrand(shop)).uuid}`, body: { name: fresh('Apex') } }),
    invalid: { name: '' },
    idempotent: true,
  },
  'DELETE /api/admin/brands/:uuid': {
    action: 'brand.remove',
    valid: async () => ({ url: `${catalog}/brands/${(await aBrand(shop)).uuid}` }),
    once: true,
  },
  'POST /api/admin/shipping-methods': {
    action: 'shipping_method.create',
    valid: () => ({ url: `${catalog}/shipping-methods`, body: { ...method(), active: false } }),
    invalid: { name: '' },
  },
  'PUT /api/admin/shipping-methods/:uuid': {
    action: 'shipping_method.change',
    valid: async () => ({
      url: await made(`${catalog}/shipping-methods`, { ...method(), active: false }),
      body: { ...method(), active: false },
    }),
    invalid: { ...method(), is_default: true, active: false },
    idempotent: true,
  },
  'DELETE /api/admin/shipping-methods/:uuid': {
    action: 'shipping_method.remove',
    valid: async () => ({ url: await made(`${catalog}/shipping-methods`, { ...method(), active: false }) }),
    once: true,
  },
  'POST /api/admin/coupons': {
    action: 'coupon.create',
    valid: () => ({ url: `${catalog}/coupons`, body: coupon() }),
    invalid: { ...coupon(), amount: '1.00' },
    once: true,
  },
  'PUT /api/admin/coupons/:uuid': {
    action: 'coupon.change',
    valid: async () => ({ url: await made(`${catalog}/coupons`, coupon()), body: coupon() }),
    invalid: { ...coupon(), amount: '1.00' },
    idempotent: true,
  },
  'DELETE /api/admin/coupons/:uuid': {
    action: 'coupon.remove',
    valid: async () => ({ url: await made(`${catalog}/coupons`, coupon()) }),
    once: true,
  },
  'PUT /api/admin/customers/:uuid/role': {
    action: 'customer.role',
    valid: async () => {
      const customer = await aCustomer(shop);
      await confirmEmail(shop, customer);
      return { url: `/api/admin/customers/${customer.uuid}/role`, body: { role: 'support' } };
    },
    invalid: { role: 'king' },
    idempotent: true,
  },
  'PUT /api/admin/customers/:uuid/disabled': {
    action: 'customer.disable',
    valid: async () => ({
      url: `/api/admin/customers/${(await aCustomer(shop)).uuid}/disabled`,
      body: { disabled: true },
    }),
    invalid: { disabled: 'yes' },
    idempotent: true,
  },
  'PUT /api/admin/customers/:uuid/email': {
    action: 'customer.email',
    valid: async () => {
      const { uuid, username } = await aCustomer(shop);
      return { url: `/api/admin/customers/${uuid}/email`, body: { email: `${username}-new@magazin.test` } };
    },
    invalid: { email: 'no email' },
    idempotent: true,
  },
  'DELETE /api/admin/customers/:uuid': {
    action: 'customer.erase',
    valid: async () => ({ url: `/api/admin/customers/${(await aCustomer(shop)).uuid}` }),
  },
  'POST /api/admin/roles': {
    action: 'role.create',
    valid: () => ({ url: '/api/admin/roles', body: { name: `role${++counter}`, permissions: ['read:orders'] } }),
    invalid: { name: 'desk', permissions: ['read:minds'] },
    once: true,
  },
  'PUT /api/admin/roles/:name': {
    action: 'role.change',
    valid: async () => ({ url: await aRoleAt(), body: { permissions: ['read:orders'] } }),
    invalid: { permissions: ['read:minds'] },
    idempotent: true,
  },
  'DELETE /api/admin/roles/:name': {
    action: 'role.remove',
    valid: async () => ({ url: await aRoleAt() }),
    once: true,
  },
  'PUT /api/admin/staff/:uuid/role': {
    action: 'customer.role',
    valid: async () => ({ url: `${await aColleague()}/role`, body: { role: 'catalog_manager' } }),
    invalid: { role: 'king' },
    idempotent: true,
  },
  'PUT /api/admin/staff/:uuid/disabled': {
    action: 'customer.disable',
    valid: async () => ({ url: `${await aColleague()}/disabled` }),
    idempotent: true,
  },
  'PUT /api/admin/staff/:uuid/enabled': {
    action: 'customer.enable',
    valid: async () => ({ url: `${await after(await aColleague(), ['disabled'])}/enabled` }),
    idempotent: true,
  },
  'DELETE /api/admin/staff/:uuid/sessions': {
    action: 'customer.sign_out',
    valid: async () => ({ url: `${await aColleague()}/sessions` }),
  },
  'DELETE /api/admin/staff/:uuid/second-factor': {
    action: 'second_factor.reset',
    valid: async () => {
      const url = await aColleague();
      await shop.rows(`insert into second_factors (customer_id, secret) select id, 'x' from customers where uuid = ?`, [
        url.split('/').at(-1),
      ]);
      return { url: `${url}/second-factor` };
    },
    once: true,
  },
  'POST /api/admin/staff/invitations': {
    action: 'staff.invite',
    valid: () => ({ url: '/api/admin/staff/invitations', body: invitation() }),
    invalid: { email: 'nobody', role: 'support' },
    once: true,
  },
  'POST /api/admin/staff/invitations/:uuid/resend': {
    action: 'staff.invite_again',
    valid: async () => ({ url: `${await made('/api/admin/staff/invitations', invitation())}/resend` }),
  },
  'DELETE /api/admin/staff/invitations/:uuid': {
    action: 'staff.invitation_revoke',
    valid: async () => ({ url: await made('/api/admin/staff/invitations', invitation()) }),
    once: true,
  },
  'POST /api/admin/jobs/:id/retry': {
    action: 'job.retry',
    valid: async () => ({ url: `/api/admin/jobs/${await aFailedJob()}/retry` }),
    once: true,
  },
  'DELETE /api/admin/jobs/:id': {
    action: 'job.cancel',
    valid: async () => ({ url: `/api/admin/jobs/${await aFailedJob()}` }),
    once: true,
  },
  'POST /api/admin/api-keys': {
    action: 'api_key.create',
    valid: () => ({ url: '/api/admin/api-keys', body: { name: 'Export', permissions: ['read:orders'] } }),
    invalid: { name: 'Export', permissions: [] },
  },
  'DELETE /api/admin/api-keys/:uuid': {
    action: 'api_key.revoke',
    valid: async () => ({
      url: await made('/api/admin/api-keys', { name: 'Export', permissions: ['read:orders'] }),
    }),
    once: true,
  },
};

/** Those that change no record, or need codes, which `second-factor.spec.ts` has. */
const elsewhere = [
  ...['POST', 'PUT', 'DELETE'].map((method) => `${method} /api/admin/session`),
  ...['POST', 'PUT', 'DELETE'].map((method) => `${method} /api/admin/me/second-factor`),
];

interface Entry {
  id: number;
  action: string;
  actor: { uuid: string; username: string; role: string };
  subject: { kind: string; uuid: string | null; label: string };
  request_id: string;
  address: string;
  changes: object;
}
const latest = async () => (await shop.get<{ results: Entry[] }>('/api/admin/audit?page_size=100', staff)).body.results;
const unknown = (url: string) => url.replaceAll(/[\da-f]{8}-[\da-f-]{27}/g, '0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b11');

describe('audit trail: a write of staff', () => {
  it('is in the table below, whichever it is', () => {
    const isStaffWrite = /^(POST|PUT|PATCH|DELETE) \/api\/admin\//;
    const routes = routesOf(shop.app.getHttpAdapter().getInstance()).filter((route) => isStaffWrite.test(route));
    expect(routes.toSorted()).toEqual([...Object.keys(writes), ...elsewhere].toSorted());
  });

  it.each(Object.entries(writes))(
    '%s leaves one entry when it is done and none when it fails',
    async (route, { action, valid, invalid, once, idempotent }) => {
      const [verb] = route.split(' ') as ['PUT'];
      const { url, ...request } = await valid();
      const [before] = await latest();
      const since = async () => (await latest()).filter(({ id }) => id > (before?.id ?? 0));
      const ask = (to: string, with_: Omit<Write, 'url'>) => shop.ask(verb, to, { ...staff, ...with_ });

      const refused = [];
      if (unknown(url) !== url) refused.push(await ask(unknown(url), request));
      if (invalid) refused.push(await ask(url, { ...request, body: invalid }));
      for (const { status, body } of refused) {
        expect(status, JSON.stringify(body)).toBeGreaterThanOrEqual(400);
        expect(status, JSON.stringify(body)).toBeLessThan(500);
      }
      expect(await since()).toEqual([]);

      const done = await ask(url, request);
      expect(done.status, JSON.stringify(done.body)).toBeLessThan(300);
      expect(await since()).toMatchObject([
        {
          action,
          actor: { uuid: admin.uuid, username: admin.username, role: 'admin' },
          request_id: done.headers['x-request-id'],
          address: '127.0.0.1',
        },
      ]);

      if (once) expect((await ask(url, request)).status).toBeGreaterThanOrEqual(400);
      if (idempotent) expect((await ask(url, request)).status).toBeLessThan(300);
      if (once || idempotent) expect(await since()).toHaveLength(1);
    },
  );

  it('fifty times at once leaves fifty entries, and what fails none', async () => {
    const { uuid } = await aProduct(shop, { stock: 30 });
    const subject = `product/${uuid}`;
    const answers = await Promise.all(
      Array.from({ length: 50 }, () =>
        shop.patch(`/api/admin/products/${uuid}/stock`, { ...staff, body: { by: -1, reason: 'broken' } }),
      ),
    );
    const done = answers.filter(({ status }) => status === 200);
    expect(done).toHaveLength(30);
    const { body } = await shop.get<{ count: number; results: Entry[] }>(
      `/api/admin/audit?subject=${subject}&page_size=100`,
      staff,
    );
    expect(body.count).toBe(30);
    expect(new Set(body.results.map(({ request_id }) => request_id))).toEqual(
      new Set(done.map(({ headers }) => headers['x-request-id'])),
    );
  });
});
