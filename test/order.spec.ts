import { describe, expect, it } from 'vitest';
import { aCustomer, aProduct } from './factories/index.js';
import { useShop } from './support/shop.js';

const shop = useShop();

async function withBucket(products: { uuid: string }[], quantity = 1) {
  const customer = await aCustomer(shop);
  for (const { uuid: product } of products)
    expect((await shop.post('/api/bucket', { token: customer.token, body: { product, quantity } })).status).toBe(200);
  return customer;
}

const place = (token: string, body: object = { payment: 'cash' }, headers: Record<string, string> = {}) =>
  shop.post('/api/orders', { token, body, headers });

const stockOf = async (product: { id: number }) =>
  (await shop.rows<{ stock: number }>('select stock from products where id = ?', [product.id]))[0]?.stock;

describe('placing an order', () => {
  it('takes the stock, empties the bucket and answers the documented object', async () => {
    const product = await aProduct(shop, { price: 300_000, stock: 5, name: 'Banana' });
    const { token, uuid } = await withBucket([product], 2);
    const { status, body } = await place(token);
    expect(status).toBe(201);
    expect(body).toEqual({
      order_uuid: expect.any(String),
      number: expect.stringMatching(/^M\d{6}$/),
      status: 'new',
      date_created: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      date_paid: null,
      sum: '6000.00',
      payment: 'cash',
      customer: uuid,
    });
    expect(await stockOf(product)).toBe(3);
    expect((await shop.get('/api/bucket', { token })).body).toMatchObject({ count: 0, results: [] });
    const detail = await shop.get(`/api/orders/${body['order_uuid']}`, { token });
    expect(detail.body).toEqual({
      ...body,
      products: [
        {
          order_product_uuid: expect.any(String),
          quantity: 2,
          value: '3000.00',
          product: product.uuid,
          name: 'Banana',
        },
      ],
    });
  });

  it('sells ten units to two hundred parallel buyers exactly ten times', async () => {
    const product = await aProduct(shop, { stock: 10 });
    const buyers = await Promise.all(Array.from({ length: 200 }, () => withBucket([product])));
    const answers = await Promise.all(buyers.map(({ token }) => place(token)));
    const statuses = Object.groupBy(answers, ({ status }) => status);
    expect(statuses[201]).toHaveLength(10);
    expect(statuses[409]).toHaveLength(190);
    expect(await stockOf(product)).toBe(0);
  }, 60_000);

  it('lets crossing buckets wait for each other', async () => {
    const [a, b] = [await aProduct(shop, { stock: 1000 }), await aProduct(shop, { stock: 1000 })];
    const buyers = await Promise.all(Array.from({ length: 60 }, (_, turn) => withBucket(turn % 2 ? [a, b] : [b, a])));
    const answers = await Promise.all(buyers.map(({ token }) => place(token)));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
    expect(await stockOf(a)).toBe(940);
    expect(await stockOf(b)).toBe(940);
  });

  it('places one order for fifty parallel calls with one key', async () => {
    const product = await aProduct(shop);
    const { token } = await withBucket([product]);
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => place(token, { payment: 'cash' }, { 'idempotency-key': 'only-once' })),
    );
    const created = answers.filter(({ status }) => status === 201);
    expect(new Set(created.map(({ body }) => body['order_uuid'])).size).toBe(1);
    expect(answers.filter(({ status }) => status !== 201).every(({ body }) => body['code'] === 4023)).toBe(true);
    expect((await shop.get('/api/orders', { token })).body['count']).toBe(1);
    const again = await place(token, { payment: 'cash' }, { 'idempotency-key': 'only-once' });
    expect(again.headers['idempotent-replayed']).toBe('true');
    expect(again.body).toEqual(created[0]?.body);
    expect((await place(token, { payment: 'card' }, { 'idempotency-key': 'only-once' })).body['code']).toBe(4022);
  });
});
