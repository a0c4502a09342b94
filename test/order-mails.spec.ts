import { afterAll, describe, expect, it } from 'vitest';
import { aCustomer, aProduct } from './factories/index.js';
import { eventually } from './support/payments.js';
import { shippingAddress } from './support/purchase.js';
import { type Ask, useShop } from './support/shop.js';
import { find, type Part, Smtp } from './support/smtp.js';

const smtp = await new Smtp().start();
afterAll(() => smtp.stop());
const shop = useShop({ SMTP_URL: smtp.url, PUBLIC_URL: 'https://shop.example' });

const mailsTo = (email: string, subject: RegExp) =>
  smtp.received.filter(({ to, message }) => to === email && subject.test(message.headers['subject'] ?? ''));
async function arrives(email: string, subject: RegExp): Promise<Part> {
  const [mail] = await eventually(
    async () => mailsTo(email, subject),
    ({ length }) => length > 0,
  );
  if (!mail) throw new Error(`no mail ${String(subject)} to ${email}`);
  return mail.message;
}
const textOf = (message: Part) => find(message, 'text/plain')?.content.toString() ?? '';

async function anOrder(payment: string): Promise<{ who: Ask; email: string; order: string; number: string }> {
  const { token, email } = await aCustomer(shop);
  const { uuid } = await aProduct(shop, { name: 'Mug' });
  await shop.post('/api/bucket', { token, body: { product: uuid, quantity: 2 } });
  const body = { payment, shipping_address: shippingAddress };
  const placed = await shop.post<{ order_uuid: string; number: string }>('/api/orders', { token, body });
  return { who: { token }, email, order: placed.body.order_uuid, number: placed.body.number };
}
const pay = (who: Ask, order: string, token: string) =>
  shop.post(`/api/orders/${order}/payments`, { ...who, body: { token } });

describe('order mail', () => {
  it('confirms a paid order once, with the invoice and a tracking link', async () => {
    const { who, email, order, number } = await anOrder('card');
    await pay(who, order, 'tok_declined');
    const failed = await arrives(email, /payment/i);
    expect(textOf(failed)).toContain(number);
    expect(mailsTo(email, /^Your order/)).toEqual([]);
    await pay(who, order, 'tok_success');
    const message = await arrives(email, new RegExp(`^Your order ${number}$`));
    const text = textOf(message);
    const link = /https:\/\/shop\.example(\/api\/track\/\S+)/.exec(text)?.[1] ?? '';
    expect((await shop.get(link)).body).toMatchObject({ number, status: 'paid', first_name: 'Max' });
    const invoice = await shop.app.inject({
      url: `/api/orders/${order}/invoice.pdf`,
      headers: { authorization: `Bearer ${who.token}` },
    });
    const attached = find(message, 'application/pdf')?.content;
    expect(attached?.equals(invoice.rawPayload)).toBe(true);
    expect(mailsTo(email, /^Your order/)).toHaveLength(1);
  });

  it('confirms a cash order once, and its cancellation', async () => {
    const { who, email, order, number } = await anOrder('cash');
    expect(await arrives(email, new RegExp(`^Your order ${number}$`))).toBeDefined();
    await shop.put(`/api/orders/${order}/set_canceled`, who);
    expect(await arrives(email, /was canceled/)).toBeDefined();
    expect(mailsTo(email, new RegExp(`^Your order ${number}$`))).toHaveLength(1);
  });

  it('names a refund and its credit note', async () => {
    const { who, email, order } = await anOrder('card');
    await pay(who, order, 'tok_success');
    const { token } = await aCustomer(shop, 'support');
    await shop.post(`/api/admin/orders/${order}/refunds`, { token, body: { amount: '1.00' } });
    const message = await arrives(email, /refund/i);
    expect(textOf(message)).toMatch(/We refunded €1\.00[^]*CRN-\d{4}-\d{6}/);
  });
});

describe("order mail: a customer's words", () => {
  const reason = 'You won, see http://evil.example';
  const cancelOne = async (who: Ask, order: string, path = '/api/orders', given = reason) => {
    const { body } = await shop.get<{ products: { order_product_uuid: string }[] }>(`/api/orders/${order}`, who);
    const [line] = body.products;
    const lines = [{ order_product_uuid: line?.order_product_uuid, quantity: 1 }];
    const { token } = await aCustomer(shop, 'support');
    const asked = path.includes('admin') ? { token } : who;
    const answer = await shop.post(`${path}/${order}/cancellations`, { ...asked, body: { lines, reason: given } });
    expect(answer).toMatchObject({ status: 201, body: { reason: given } });
  };
  const aGuestOrder = async (email: string, payment: string) => {
    const headers = { 'x-guest-token': String((await shop.post('/api/guest')).body['guest_token']) };
    const { uuid: product } = await aProduct(shop, { name: 'Mug' });
    await shop.post('/api/bucket', { headers, body: { product, quantity: 3 } });
    const body = { payment, email, shipping_address: shippingAddress };
    const placed = await shop.post<{ order_uuid: string }>('/api/orders', { headers, body });
    return { who: { headers }, order: placed.body.order_uuid };
  };

  it.each(['cash', 'card'])('are not mailed to an address that nobody has confirmed (%s)', async (payment) => {
    const email = `victim-${payment}@magazin.test`;
    const { who, order } = await aGuestOrder(email, payment);
    if (payment === 'card') await pay(who, order, 'tok_success');
    await cancelOne(who, order);
    const texts = [textOf(await arrives(email, /A part of your order/))];
    if (payment === 'card') texts.push(textOf(await arrives(email, /refund/i)));
    for (const text of texts) expect(text).not.toMatch(/evil|reason/i);
    // The shop's own are.
    await cancelOne(who, order, '/api/admin/orders', 'sold out at our supplier');
    const [, second] = await eventually(
      async () => mailsTo(email, /A part of your order/),
      ({ length }) => length === 2,
    );
    expect(textOf(second?.message as Part)).toContain('Reason: sold out at our supplier');
  });

  it('are mailed to their own confirmed address', async () => {
    const { who, email, order } = await anOrder('card');
    await shop.rows('update customers set email_confirmed_at = now() where email = ?', [email]);
    await pay(who, order, 'tok_success');
    await cancelOne(who, order);
    expect(textOf(await arrives(email, /A part of your order/))).toContain(reason);
    expect(textOf(await arrives(email, /refund/i))).toContain(reason);
  });

  it('are not in the invoice of a free order, which is not attached for an address that nobody has confirmed', async () => {
    const headers = { 'x-guest-token': String((await shop.post('/api/guest')).body['guest_token']) };
    const { uuid: product } = await aProduct(shop, { name: 'Sample', price: 0 });
    const email = 'free@magazin.test';
    await shop.post('/api/bucket', { headers, body: { product, quantity: 1 } });
    const body = { payment: 'card', email, shipping_address: shippingAddress, company: reason };
    expect((await shop.post('/api/orders', { headers, body })).status).toBe(201);
    const message = await arrives(email, /^Your order/);
    expect(find(message, 'application/pdf')).toBeUndefined();
    expect(textOf(message)).not.toMatch(/evil|Mustermann/);
    expect(await shop.rows(`select budgeted from mails where recipient = ?`, [email])).toEqual([{ budgeted: true }]);
  });
});

it('order mail: a mail server that is down delays no checkout, and gets every mail when it is back', async () => {
  await smtp.stop();
  const before = await shop.rows(`select 1 from mails`);
  for (let turn = 0; turn < 10; turn++) {
    const { who, order } = await anOrder('card');
    expect((await pay(who, order, 'tok_success')).body['status']).toBe('captured');
  }
  const waiting = () => shop.rows(`select 1 from mails where status = 'queued'`);
  // Ten welcomes and ten confirmations.
  expect(await shop.rows('select 1 from mails')).toHaveLength(before.length + 20);
  await smtp.start();
  const unsent = await eventually(
    async () => {
      // The second attempt would come after half a minute.
      await shop.rows(`update mails set next_attempt_at = now() where attempts = 1 and last_error is not null`);
      return waiting();
    },
    ({ length }) => length === 0,
  );
  expect(unsent).toEqual([]);
  expect(await shop.rows(`select status from mails where status <> 'sent'`)).toEqual([]);
});
