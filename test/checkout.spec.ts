import { beforeAll, describe, expect, it } from 'vitest';
import { aCustomer, aProduct } from './factories/index.js';
import { type Ask, useShop } from './support/shop.js';

const shop = useShop();

const address = {
  first_name: 'Max',
  last_name: 'Mustermann',
  address: 'Musterstr. 13',
  post_code: '10000',
  city: 'Musterstadt',
  country: 'DE',
};
const many = <Result>(times: number, work: (turn: number) => Promise<Result>) =>
  Promise.all(Array.from({ length: times }, (_, turn) => work(turn)));

let manager: Ask;
beforeAll(async () => {
  manager = { token: (await aCustomer(shop, 'catalog_manager')).token };
  await method({ name: 'Pick-up', price: '0', kind: 'pickup', is_default: true });
});

const method = async (fields: object) =>
  (await shop.post('/api/admin/shipping-methods', { ...manager, body: { name: 'Parcel', price: '4.90', ...fields } }))
    .body;
const coupon = async (fields: object) =>
  (await shop.post('/api/admin/coupons', { ...manager, body: { percent: 1_000, ...fields } })).body;

/** A customer with a filled bucket, by default two units at 3.00 with 19 % tax. */
async function buyer(fields = {}, quantity = 2): Promise<Ask> {
  const { token } = await aCustomer(shop);
  await fill({ token }, fields, quantity);
  return { token };
}
async function fill(who: Ask, fields = {}, quantity = 2): Promise<void> {
  const { uuid } = await aProduct(shop, fields);
  await shop.post('/api/bucket', { ...who, body: { product: uuid, quantity } });
}
const quote = (who: Ask, body = {}) => shop.post('/api/bucket/quote', { ...who, body });
const order = (who: Ask, body = {}) => shop.post('/api/orders', { ...who, body: { payment: 'cash', ...body } });
const useCoupon = (who: Ask, code: unknown) => shop.post('/api/bucket/coupon', { ...who, body: { code } });

describe('shipping method', () => {
  it('is managed by catalog managers and listed while it is active', async () => {
    const { uuid } = await method({ countries: ['DE', 'AT'], free_from: '50' });
    const listed = async () =>
      (await shop.get<{ results: { uuid: string; kind: string }[] }>('/api/shipping-methods')).body.results.filter(
        ({ kind }) => kind === 'delivery',
      );
    const values = { name: 'Parcel', price: '4.90', free_from: '50.00', countries: ['DE', 'AT'] };
    const dto = { uuid, ...values, kind: 'delivery', is_default: false };
    expect(await listed()).toEqual([dto]);
    const url = `/api/admin/shipping-methods/${String(uuid)}`;
    // A new price does not make it ship anywhere else.
    const repriced = await shop.put(url, { ...manager, body: { price: '5.90' } });
    expect(repriced.body).toMatchObject({ ...values, price: '5.90', tax_rate: 1900, kind: 'delivery', active: true });
    const body = { name: 'Slow parcel', price: '3', free_from: null, countries: [], active: false };
    const changed = await shop.put(url, { ...manager, body });
    expect(changed.body).toMatchObject({ name: 'Slow parcel', price: '3.00', free_from: null, countries: [] });
    expect(await listed()).toEqual([]);
    expect((await shop.delete(url, manager)).status).toBe(200);
    expect((await shop.delete(url, manager)).body['code']).toBe(1086);
  });

  it('has a price, and is free from a sum of the lines on', async () => {
    const { uuid: shipping_method } = await method({ free_from: '6.01' });
    const who = await buyer();
    const asked = { shipping_method, shipping_address: address };
    expect((await quote(who, asked)).body).toMatchObject({ subtotal: '6.00', shipping: '4.90', total: '10.90' });
    await fill(who, { price: 1 }, 1);
    expect((await quote(who, asked)).body).toMatchObject({ subtotal: '6.01', shipping: '0.00', total: '6.01' });
  });

  it('is refused for other countries, when unknown and when inactive', async () => {
    const { uuid: shipping_method } = await method({ countries: ['AT'] });
    const { uuid: inactive } = await method({ active: false });
    const who = await buyer();
    for (const body of [
      { shipping_method, shipping_address: address },
      { shipping_method: '0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b11', shipping_address: address },
      { shipping_method: inactive, shipping_address: address },
    ]) {
      expect((await quote(who, body)).body).toMatchObject({ code: 1085 });
      expect((await order(who, body)).body).toMatchObject({ code: 1085 });
    }
    const there = { shipping_method, shipping_address: { ...address, country: 'AT' } };
    expect((await order(who, there)).status).toBe(201);
    expect(await shop.rows('select * from stock_movements where allocated_by < 0')).toEqual([]);
  });
});

describe('quote', () => {
  it('has the amounts that the order then keeps', async () => {
    const { uuid: shipping_method } = await method({});
    await coupon({ code: 'TENTH' });
    const who = await buyer();
    await fill(who, { price: 1_001, tax_rate: 700 }, 1);
    await useCoupon(who, 'tenth');
    const asked = { shipping_method, shipping_address: address };
    const { status, body } = await quote(who, asked);
    expect([status, body]).toEqual([
      200,
      {
        subtotal: '16.01',
        discount: '1.60',
        shipping: '4.90',
        tax: '2.23',
        total: '19.31',
        taxes: [
          {
            rate: 700,
            net: '8.42',
            tax: '0.59',
            gross: '9.01',
          },
          {
            rate: 1900,
            net: '8.66',
            tax: '1.64',
            gross: '10.30',
          },
        ],
        currency: 'EUR',
        coupon: 'TENTH',
      },
    ]);
    expect((await order(who, { ...asked, expected_total: '19.30' })).body).toMatchObject({
      code: 1053,
      details: { total: '19.31' },
    });
    const placed = await order(who, { ...asked, expected_total: '19.31' });
    expect(placed.body).toMatchObject({ sum: '19.31' });
    const [row] = await shop.rows(
      'select subtotal::int, discount::int, shipping::int, tax::int, taxes, shipping_method, shipping_tax_rate from orders where uuid = ?',
      [placed.body['order_uuid']],
    );
    expect(row).toMatchObject({ subtotal: 1_601, discount: 160, shipping: 490, tax: 223, shipping_method: 'Parcel' });
    expect(row).toMatchObject({ shipping_tax_rate: 1900 });
    expect(row?.['taxes']).toMatchObject([
      { rate: 700, gross: 901 },
      { rate: 1900, gross: 1_030 },
    ]);
  });

  it('is refused for an empty bucket', async () => {
    expect((await quote({ token: (await aCustomer(shop)).token })).body['code']).toBe(1083);
  });
});

describe('coupon', () => {
  it.each([
    ['expired', { ends: '2020-01-01T00:00:00Z' }],
    ['not_started', { starts: '2999-01-01T00:00:00Z' }],
    ['minimum', { min_sum: '6.01' }],
    ['unknown', { active: false }],
  ])('is refused as %s', async (reason, fields) => {
    const code = `NOT-${reason}`;
    await coupon({ code, ...fields });
    const who = await buyer();
    expect((await useCoupon(who, code)).body).toMatchObject({ code: 1084, details: { coupon: code, reason } });
    expect((await quote(who)).body).toMatchObject({ discount: '0.00', coupon: null });
  });

  it('takes off a percentage or an amount, limited to the sum of the lines', async () => {
    await coupon({ code: 'FIVE', percent: undefined, amount: '5' });
    await coupon({ code: 'FIFTY', percent: undefined, amount: '50' });
    const who = await buyer();
    expect((await useCoupon(who, 'five')).body).toMatchObject({ discount: '5.00', total: '1.00', coupon: 'FIVE' });
    expect((await useCoupon(who, 'nothing')).body['code']).toBe(1084);
    expect((await quote(who)).body).toMatchObject({ coupon: 'FIVE' });
    expect((await useCoupon(who, 'FIFTY')).body).toMatchObject({ discount: '6.00', total: '0.00', tax: '0.00' });
    expect((await shop.delete('/api/bucket/coupon', who)).body).toMatchObject({ discount: '0.00', total: '6.00' });
    await coupon({ code: 'HALF-UP' });
    expect((await useCoupon(await buyer({ price: 605 }, 1), 'HALF-UP')).body).toMatchObject({ discount: '0.61' });
  });

  it('is used by fifty parallel orders exactly max_uses times', async () => {
    const { uuid } = await coupon({ code: 'TWENTY', max_uses: 20 });
    const buyers = await many(50, () => buyer());
    await Promise.all(buyers.map((who) => useCoupon(who, 'TWENTY')));
    const answers = await Promise.all(buyers.map((who) => order(who)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(20);
    expect(answers.filter(({ body }) => body['code'] === 1084)).toHaveLength(30);
    expect(await shop.rows('select used from coupons where uuid = ?', [uuid])).toEqual([{ used: 20 }]);
    // A canceled order releases its use.
    const at = answers.findIndex(({ status }) => status === 201);
    await shop.put(`/api/orders/${String(answers[at]?.body['order_uuid'])}/set_canceled`, buyers[at]);
    const late = answers.findIndex(({ status }) => status !== 201);
    expect((await order(buyers[late] ?? {})).status).toBe(201);
    expect((await shop.delete(`/api/admin/coupons/${String(uuid)}`, manager)).body['code']).toBe(1089);
  });

  it('is limited per customer and to the first order; canceled orders do not count', async () => {
    await coupon({ code: 'ONCE', max_uses_per_customer: 1 });
    await coupon({ code: 'FIRST', first_order_only: true });
    const who = await buyer();
    await useCoupon(who, 'ONCE');
    const placed = await order(who);
    expect(placed.status).toBe(201);
    await fill(who);
    expect((await useCoupon(who, 'ONCE')).body).toMatchObject({ details: { reason: 'used_by_you' } });
    expect((await useCoupon(who, 'FIRST')).body).toMatchObject({ details: { reason: 'first_order_only' } });
    expect((await useCoupon(await buyer(), 'FIRST')).status).toBe(200);
    await shop.put(`/api/orders/${String(placed.body['order_uuid'])}/set_canceled`, who);
    for (const code of ['ONCE', 'FIRST']) expect((await useCoupon(who, code)).status, code).toBe(200);
  });

  it('is accepted at exactly its minimum and leaves the bucket with its order', async () => {
    await coupon({ code: 'MINIMUM', min_sum: '6.00' });
    const who = await buyer();
    expect((await useCoupon(who, 'MINIMUM')).body).toMatchObject({ discount: '0.60' });
    expect((await order(who)).body).toMatchObject({ sum: '5.40' });
    await fill(who);
    expect((await quote(who)).body).toMatchObject({ coupon: null, discount: '0.00', total: '6.00' });
  });

  it('that has expired since it was applied refuses the order', async () => {
    const { uuid } = await coupon({ code: 'SOON' });
    const who = await buyer();
    await useCoupon(who, 'SOON');
    await shop.rows(`update coupons set ends_at = now() where uuid = ?`, [uuid]);
    expect((await order(who)).body).toMatchObject({ code: 1084, details: { reason: 'expired' } });
    expect((await shop.delete('/api/bucket/coupon', who)).body).toMatchObject({ total: '6.00' });
    expect((await order(who)).status).toBe(201);
  });

  it('is managed by catalog managers', async () => {
    const { uuid } = await coupon({ code: 'Kept', min_sum: '1', max_uses: 7 });
    const url = `/api/admin/coupons/${String(uuid)}`;
    expect(
      (await shop.post('/api/admin/coupons', { ...manager, body: { code: 'KEPT', percent: 1 } })).body['code'],
    ).toBe(1088);
    const changed = await shop.put(url, { ...manager, body: { code: 'Kept2', amount: '1.50' } });
    expect(changed.body).toMatchObject({
      code: 'Kept2',
      percent: null,
      amount: '1.50',
      min_sum: '1.00',
      max_uses: 7,
      used: 0,
    });
    for (const body of [
      { code: 'x' },
      { code: 'Both', percent: 1, amount: '1' },
      { code: 'None' },
      { code: 'X2', percent: 10_001 },
      { code: 'X3', amount: '100000000000.00' },
      { code: 'X4', percent: 1, ends: '2026-W45' },
      { code: 'X5', percent: 1, ends: '2026-11-01T10:00' },
    ])
      expect((await shop.post('/api/admin/coupons', { ...manager, body })).status, JSON.stringify(body)).toBe(400);
    const { body } = await shop.get<{ results: object[] }>('/api/admin/coupons', manager);
    expect(body.results[0]).toMatchObject({ uuid, code: 'Kept2' });
    expect((await shop.delete(url, manager)).status).toBe(200);
    expect((await shop.delete(url, manager)).body['code']).toBe(1087);
  });
});
