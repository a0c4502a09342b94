import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { aCustomer, aProduct, confirmEmail } from './factories/index.js';
import { many } from './support/many.js';
import { shippingAddress } from './support/purchase.js';
import { type Ask, useShop } from './support/shop.js';

const shop = useShop();
let manager: Ask;
beforeAll(async () => {
  manager = { token: (await aCustomer(shop, 'catalog_manager')).token };
});

const coupon = (fields: object) => shop.post('/api/admin/coupons', { ...manager, body: { percent: 1_000, ...fields } });
async function fill(who: Ask): Promise<Ask> {
  await shop.post('/api/bucket', { ...who, body: { product: (await aProduct(shop)).uuid, quantity: 2 } });
  return who;
}
async function aGuest(): Promise<Ask & { headers: { 'x-guest-token': string } }> {
  const { body } = await shop.post<{ guest_token: string }>('/api/guest');
  return { headers: { 'x-guest-token': body.guest_token } };
}
const use = (who: Ask, code: string) => shop.post('/api/bucket/coupon', { ...who, body: { code } });
const order = (who: Ask, body = {}) => shop.post('/api/orders', { ...who, body: { payment: 'cash', ...body } });
const codeOf = async (who: Ask) => (await shop.get('/api/bucket/summary', who)).body['coupon'];

describe('a coupon knows its customer', () => {
  it.each([
    ['ONCE', { max_uses_per_customer: 1 }, 'used_by_you'],
    ['FIRST', { first_order_only: true }, 'first_order_only'],
  ])('%s: by the email of the order, whatever guest token and case it comes with', async (code, rule, reason) => {
    await coupon({ code, ...rule });
    const email = `${code}@Magazin.test`;
    const first = await fill(await aGuest());
    await use(first, code);
    const placed = await order(first, { email });
    expect(placed.status).toBe(201);
    const second = await fill(await aGuest());
    expect((await use(second, code)).status).toBe(200);
    const quoted = await shop.post('/api/bucket/quote', { ...second, body: { email: email.toUpperCase() } });
    expect(quoted.body).toMatchObject({ code: 1084, details: { reason } });
    for (const spelled of [email, email.toLowerCase(), ` ${email.toUpperCase()} `])
      expect((await order(second, { email: spelled })).body).toMatchObject({ code: 1084, details: { reason } });
    const other = await fill(await aGuest());
    await use(other, code);
    expect((await order(other, { email: `other-${email}` })).status).toBe(201);
    await shop.put(`/api/orders/${String(placed.body['order_uuid'])}/set_canceled`, first);
    expect((await order(second, { email })).status).toBe(201);
  });

  it('by the email of the account, in an order to another address, too', async () => {
    await coupon({ code: 'MINE', max_uses_per_customer: 1 });
    const account = await aCustomer(shop);
    const guest = await fill(await aGuest());
    await use(guest, 'MINE');
    expect((await order(guest, { email: account.email })).status).toBe(201);
    const who = await fill({ token: account.token });
    expect((await use(who, 'MINE')).body).toMatchObject({ details: { reason: 'used_by_you' } });
    await shop.rows(
      `update buckets set coupon_code = 'MINE' where customer_id = (select id from customers where uuid = ?)`,
      [account.uuid],
    );
    expect((await order(who, { email: 'elsewhere@magazin.test' })).body).toMatchObject({ code: 1084 });
  });

  it('by an email that it confirmed: orders of strangers with it count once they are confirmed or paid', async () => {
    await coupon({ code: 'WELCOME', first_order_only: true });
    const [owner, stranger] = [await aCustomer(shop), await fill(await aGuest())];
    await confirmEmail(shop, owner);
    const placed = await order(stranger, { email: owner.email });
    const guest = await fill(await aGuest());
    await use(guest, 'WELCOME');
    expect((await order(guest, { email: owner.email })).body).toMatchObject({
      details: { reason: 'first_order_only' },
    });
    const who = await fill({ token: owner.token });
    expect((await use(who, 'WELCOME')).status).toBe(200);
    const note = `update unverified_orders set confirmed_at = ? where order_uuid = ?`;
    await shop.rows(note, [new Date(), placed.body['order_uuid']]);
    expect((await order(who)).body).toMatchObject({ details: { reason: 'first_order_only' } });
    await shop.rows(note, [null, placed.body['order_uuid']]);
    expect((await order(who)).status).toBe(201);
  });

  it.each([
    ['RACE', { max_uses_per_customer: 1 }],
    ['RACE-FIRST', { first_order_only: true }],
  ])('%s: lets one of twenty guests with one email through', async (code, rule) => {
    await coupon({ code, ...rule });
    const guests = await many(20, async () => fill(await aGuest()));
    for (const guest of guests) await use(guest, code);
    const answers = await Promise.all(guests.map((guest) => order(guest, { email: `${code}@race.test` })));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ body }) => body['code'] === 1084)).toHaveLength(19);
  });
});

it.each([-2, 2])(
  'a coupon is valid by the clock of the database, not of a process that is %i hours off',
  async (hours) => {
    const hour = 3_600_000;
    const at = (offset: number) => new Date(Date.now() + offset * hour).toISOString();
    const codes = [`NOW${hours}`, `LATER${hours}`, `PAST${hours}`];
    await coupon({ code: codes[0], starts: at(-1), ends: at(1) });
    await coupon({ code: codes[1], starts: at(1) });
    await coupon({ code: codes[2], ends: at(-1) });
    const guest = await fill(await aGuest());
    vi.setSystemTime(Date.now() + hours * hour);
    onTestFinished(() => void vi.useRealTimers());
    const answers = [];
    for (const code of codes) answers.push((await use(guest, code)).body['details'] ?? code);
    expect(answers).toEqual([
      codes[0],
      expect.objectContaining({ reason: 'not_started' }),
      expect.objectContaining({ reason: 'expired' }),
    ]);
  },
);

describe('a coupon in a bucket', () => {
  it('is kept at sign-in, unless the customer has another', async () => {
    for (const code of ['GUESTS', 'OWN']) await coupon({ code });
    const [guest, account] = [await fill(await aGuest()), await aCustomer(shop)];
    await use(guest, 'GUESTS');
    const both = { token: account.token, headers: guest.headers };
    expect(await codeOf(both)).toBe('GUESTS');
    expect((await order(both)).body).toMatchObject({ sum: '5.40' });
    const [other, second] = [await fill(await aGuest()), await fill({ token: account.token })];
    await use(other, 'GUESTS');
    await use(second, 'OWN');
    expect(await codeOf({ token: account.token, headers: other.headers })).toBe('OWN');
  });

  it('is removable when it was deleted, and when the bucket is empty', async () => {
    const { uuid } = (await coupon({ code: 'DELETED' })).body;
    const who = await fill({ token: (await aCustomer(shop)).token });
    await use(who, 'DELETED');
    await shop.delete(`/api/admin/coupons/${String(uuid)}`, manager);
    expect((await order(who)).body).toMatchObject({ code: 1084, details: { reason: 'unknown' } });
    expect(await shop.delete('/api/bucket/coupon', who)).toMatchObject({ status: 200, body: { total: '6.00' } });
    expect((await order(who)).status).toBe(201);
    expect(await shop.delete('/api/bucket/coupon', who)).toMatchObject({ status: 200, body: { total: '0.00' } });
    const empty = { token: (await aCustomer(shop)).token };
    expect((await shop.delete('/api/bucket/coupon', empty)).status).toBe(200);
    expect((await use(empty, 'DELETED')).body['code']).toBe(1083);
  });

  it('that is no longer good does not stop a customer of a contract without coupons', async () => {
    const { uuid } = (await coupon({ code: 'LOCKED' })).body;
    const { body: created } = await shop.post<{ customer_token: string }>('/api/customer/create/');
    const token = created.customer_token;
    const who = await fill({ headers: { 'x-guest-token': token } });
    await use(who, 'LOCKED');
    await shop.delete(`/api/admin/coupons/${String(uuid)}`, manager);
    const { first_name, last_name, address, post_code, city } = shippingAddress;
    const body = { token, first_name, last_name, address, post_code, city, country: 'DE', email: 'w@magazin.test' };
    const { status, body: order } = await shop.put('/api/order/finalize/', { body });
    expect([status, order]).toMatchObject([200, { is_ordered: true }]);
    expect(await shop.rows('select discount::int, total::int from orders where id = ?', [order['id']])).toEqual([
      { discount: 0, total: 600 },
    ]);
    await fill(who);
    expect((await shop.put('/api/order/finalize/', { body: { ...body, city: '  ' } })).body).toEqual({
      error: "'city'",
    });
  });
});

describe('a code', () => {
  it('is one whatever its case, form and blanks', async () => {
    expect((await coupon({ code: ' Su\u0308\u00df-20 ' })).body).toMatchObject({ code: 'S\u00fc\u00df-20' });
    for (const code of ['s\u00fc\u00df-20', 'S\u00dcSS-20', ' SU\u0308SS-20\n'])
      expect((await use(await fill({ token: (await aCustomer(shop)).token }), code)).body).toMatchObject({
        coupon: 'S\u00fc\u00df-20',
      });
    expect((await coupon({ code: 'S\u00dc\u00df-20' })).body).toMatchObject({ code: 1088 });
    for (const code of ['', '  ', 7, null, 'x'.repeat(41)])
      expect((await use(await fill({ token: (await aCustomer(shop)).token }), code as string)).body['code']).toBe(4000);
  });

  it.each([
    ['2026-12-01T00:00:00Z', '2026-11-01T00:00:00Z'],
    ['2026-12-01T00:00:00Z', '2026-12-01T00:00:00Z'],
    ['2026-12-01T00:00:00Z', '2026-12-01T00:30:00+01:00'],
  ])('is not valid from %s to %s', async (starts, ends) => {
    const refused = await coupon({ code: 'PERIOD', starts, ends });
    expect(refused.body).toMatchObject({ code: 4000, details: [{ field: 'ends' }] });
    const { uuid } = (await coupon({ code: `FINE-${starts.length}${ends.length}${Math.random()}`.replace('.', '') }))
      .body;
    const body = { code: 'PERIOD', percent: 1, starts, ends };
    expect((await shop.put(`/api/admin/coupons/${String(uuid)}`, { ...manager, body })).body['code']).toBe(4000);
  });
});

it('a coupon that is changed keeps what the change leaves out, and clears what is null', async () => {
  const rules = { min_sum: '20.00', ends: '2026-12-31T23:00:00Z', max_uses: 5, max_uses_per_customer: 1 };
  const { body: made } = await coupon({ code: 'KEEPS', first_order_only: true, ...rules });
  const change = (body: object) => shop.put(`/api/admin/coupons/${String(made['uuid'])}`, { ...manager, body });
  expect((await change({ active: false })).body).toEqual({ ...made, active: false });
  expect((await change({ amount: '5.00', active: true })).body).toEqual({ ...made, percent: null, amount: '5.00' });
  expect((await change({ percent: 1_000 })).body).toEqual(made);
  const nothing = { min_sum: null, ends: null, max_uses: null, max_uses_per_customer: null };
  expect((await change(nothing)).body).toEqual({ ...made, ...nothing, min_sum: '0.00' });
  for (const body of [{ percent: null }, { percent: 1, amount: '1' }, { code: null }, { active: null }])
    expect((await change(body)).body).toMatchObject({ code: 4000, details: expect.any(Array) });
  const fifty = await many(50, (index) => change(index % 2 ? { max_uses: 7 } : { min_sum: '3.00' }));
  expect(new Set(fifty.map(({ status }) => status))).toEqual(new Set([200]));
  expect((await change({})).body).toEqual({ ...made, ...nothing, max_uses: 7, min_sum: '3.00' });
});
