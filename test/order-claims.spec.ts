import { afterAll, describe, expect, it } from 'vitest';
import { aCustomer, aProduct, type SignedIn } from './factories/index.js';
import { eventually } from './support/eventually.js';
import { many } from './support/many.js';
import { type Ask, useShop } from './support/shop.js';
import { find, type Part, Smtp } from './support/smtp.js';

const smtp = await new Smtp().start();
afterAll(() => smtp.stop());
const shop = useShop({ SMTP_URL: smtp.url, ORDER_CLAIM_URL: 'https://shop.example/claim/' });

async function guestOrder(email: string): Promise<{ guest: Ask; order: string }> {
  const { body } = await shop.post<{ guest_token: string }>('/api/guest');
  const guest = { headers: { 'x-guest-token': body.guest_token } };
  await shop.post('/api/bucket', { ...guest, body: { product: (await aProduct(shop)).uuid, quantity: 1 } });
  const placed = await shop.post('/api/orders', { ...guest, body: { payment: 'cash', email } });
  return { guest, order: String(placed.body['order_uuid']) };
}
const request = ({ token }: SignedIn) => shop.post('/api/orders/claims', { token });
const claim = ({ token }: SignedIn, code: string) => shop.post(`/api/orders/claims/${code}`, { token });
const mailsTo = ({ email }: SignedIn) =>
  smtp.received.filter(({ to, message }) => to === email && message.headers['subject'] === 'Your orders as a guest');
const mailed = ({ email }: SignedIn) =>
  shop.rows(`select 1 from mails where kind = 'order_claim' and recipient = ?`, [email]);

/** The tokens of the mails that arrived, in no order. */
async function tokens(customer: SignedIn, count = 1): Promise<string[]> {
  const mails = await eventually(
    () => mailsTo(customer),
    ({ length }) => length >= count,
  );
  return mails.map(({ message }) => {
    const text = find(message, 'text/plain')?.content.toString() ?? '';
    return /shop\.example\/claim\/([\w-]{32})/.exec(text)?.[1] ?? text;
  });
}
const countOf = async ({ token }: SignedIn) => (await shop.get('/api/orders', { token })).body['count'];

describe('orders of a guest', () => {
  it('become the orders of the account that proves the email', async () => {
    const me = await aCustomer(shop);
    const first = await guestOrder(me.email);
    const second = await guestOrder(me.email.toUpperCase());
    const other = await guestOrder(`other-${me.email}`);
    const asked = await request(me);
    expect([asked.status, asked.body]).toEqual([202, { status: 'OK', message: expect.any(String) }]);
    const [token = ''] = await tokens(me);
    expect(await shop.rows('select token_hash from order_claims where token_hash = ?', [token])).toEqual([]);
    expect(await countOf(me)).toBe(0);
    expect(await claim(me, token)).toMatchObject({ status: 200, body: { count: 2 } });
    expect(await countOf(me)).toBe(2);
    for (const { guest, order } of [first, second]) {
      expect((await shop.get(`/api/orders/${order}`, { token: me.token })).body).toMatchObject({ customer: me.uuid });
      expect((await shop.get(`/api/orders/${order}`, guest)).status).toBe(404);
    }
    expect((await shop.get(`/api/orders/${other.order}`, other.guest)).status).toBe(200);
    const canceled = await shop.put(`/api/orders/${first.order}/set_canceled`, { token: me.token });
    expect(canceled.body).toMatchObject({ status: 'canceled' });
  });

  it('are asked for with the same answer and mail whether or not there are any', async () => {
    const [some, none] = [await aCustomer(shop), await aCustomer(shop)];
    await guestOrder(some.email);
    const answers = [await request(some), await request(none)].map(({ status, body }) => ({ status, body }));
    expect(answers[0]).toEqual(answers[1]);
    const [token = ''] = await tokens(none);
    expect((await claim(none, token)).body).toEqual({ count: 0 });
  });

  it('are claimed once per token, of fifty at once', async () => {
    const me = await aCustomer(shop);
    await guestOrder(me.email);
    await request(me);
    const [token = ''] = await tokens(me);
    const answers = await many(50, () => claim(me, token));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ body }) => body['code'] === 1052)).toHaveLength(49);
    expect(await countOf(me)).toBe(1);
  });

  it('stay where they are for a token that is another account’s, too old, made up, or for a changed email', async () => {
    const [me, stranger] = [await aCustomer(shop), await aCustomer(shop)];
    await guestOrder(me.email);
    await many(3, () => request(me));
    const [first = '', second = '', third = ''] = await tokens(me, 3);
    expect((await claim(stranger, first)).body).toMatchObject({ code: 1052 });
    await shop.rows(
      `update order_claims set expires_at = now() where customer_id = (select id from customers where uuid = ?)`,
      [me.uuid],
    );
    expect((await claim(me, second)).body).toMatchObject({ code: 1052 });
    await shop.rows(`update order_claims set expires_at = now() + interval '1 day'`);
    const body = { username: me.username, email: `new-${me.email}` };
    expect((await shop.put(`/api/profile/${me.uuid}`, { token: me.token, body })).status).toBe(200);
    expect((await claim(me, third)).body).toMatchObject({ code: 1052 });
    for (const made of ['x', 'ä', '0'.repeat(5_000)]) expect([403, 404, 414]).toContain((await claim(me, made)).status);
    expect(await countOf(me)).toBe(0);
  });

  it('are asked for three times an hour at most, fifty at once included', async () => {
    const me = await aCustomer(shop);
    const answers = await many(50, () => request(me));
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(3);
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(47);
    expect(refused[0]?.body).toMatchObject({ code: 1059 });
    expect(Number(refused[0]?.headers['retry-after'])).toBeGreaterThan(3_000);
    expect(await mailed(me)).toHaveLength(3);
    await shop.rows(`update order_claims set created_at = now() - interval '61 minutes'`);
    expect((await request(me)).status).toBe(202);
  });

  it('are mailed about with a link, in text, too', async () => {
    const me = await aCustomer(shop);
    await request(me);
    const [token = ''] = await tokens(me);
    expect(token).toMatch(/^[\w-]{32}$/);
    const html = find(mailsTo(me)[0]?.message as Part, 'text/html')?.content.toString();
    expect(html).toContain(`href="https://shop.example/claim/${token}"`);
    // Whoever reads the mails of the shop must not claim for others.
    await eventually(
      () => shop.rows(`select 1 from mails where kind = 'order_claim' and recipient = ? and data is null`, [me.email]),
      ({ length }) => length === 1,
    );
  });

  it('are not claimed by guests, nor without signing in', async () => {
    const { guest } = await guestOrder('nobody@magazin.test');
    for (const who of [guest, {}]) {
      expect((await shop.post('/api/orders/claims', who)).status).toBe(403);
      expect((await shop.post('/api/orders/claims/token', who)).status).toBe(403);
    }
  });
});
