import { beforeAll, describe, expect, it } from 'vitest';
import { aCustomer, type SignedIn } from './factories/index.js';
import { useShop } from './support/shop.js';
import { stockOf } from './support/stock.js';

const shop = useShop();
let manager: SignedIn;

beforeAll(async () => {
  manager = await aCustomer(shop, 'catalog_manager');
});

interface Movement {
  by: number;
  stock_after: number;
  reason: string;
  actor: string;
}

async function aCounted(stock: number): Promise<string> {
  const { body } = await shop.post('/api/admin/products', {
    token: manager.token,
    body: { name: 'Counted', price: '1.00', stock },
  });
  return body['uuid'] as string;
}

const at = (product: string) => `/api/admin/products/${product}/stock`;
const set = (product: string, stock: unknown, reason: unknown = 'stocktaking') =>
  shop.put(at(product), { token: manager.token, body: { stock, reason } });
const adjust = (product: string, by: unknown, reason: unknown = 'broken') =>
  shop.patch(at(product), { token: manager.token, body: { by, reason } });
const ledger = async (product: string, query = '') =>
  (await shop.get<{ count: number; results: Movement[] }>(at(product) + query, { token: manager.token })).body;

describe('the stock of a product', () => {
  it('is set and adjusted, and its ledger tells by whom and why', async () => {
    const product = await aCounted(3);
    const level = (stock: number, by: number) => ({ product, stock, on_hand: stock, allocated: 0, by });
    expect(await set(product, 10)).toMatchObject({ status: 200, body: level(10, 7) });
    expect(await adjust(product, -2)).toMatchObject({ status: 200, body: level(8, -2) });
    const { username: actor } = manager;
    const movement = (by: number, stock_after: number, reason: string) => ({
      by,
      stock_after,
      on_hand_by: by,
      on_hand_after: stock_after,
      allocated_by: 0,
      allocated_after: 0,
      reason,
      order_uuid: null,
      order_number: null,
      actor,
      created: expect.stringMatching(/Z$/),
    });
    expect(await ledger(product)).toEqual({
      count: 3,
      count_is_estimate: false,
      next: null,
      previous: null,
      results: [movement(-2, 8, 'broken'), movement(7, 10, 'stocktaking'), movement(3, 3, 'created')],
    });
    expect((await ledger(product, '?page=2&page_size=2')).results).toHaveLength(1);
    const trail = await shop.rows('select action, changes from audit_entries where subject = ? and action like ?', [
      `product/${product}`,
      'stock.%',
    ]);
    expect(trail).toMatchObject([
      { action: 'stock.set', changes: { by: 7, stock: 10, reason: 'stocktaking' } },
      { action: 'stock.adjust', changes: { by: -2, stock: 8, reason: 'broken' } },
    ]);
  });

  it('does not fall below zero', async () => {
    const product = await aCounted(1);
    expect(await adjust(product, -2)).toMatchObject({
      status: 409,
      body: { code: 1043, details: { product, stock: 1 } },
    });
    expect(await stockOf(shop, product)).toEqual({ stock: 1, on_hand: 1, allocated: 0 });
  });

  it('is not more than can be counted', async () => {
    const product = await aCounted(1_000_000_000);
    expect(await adjust(product, 1)).toMatchObject({ status: 400, body: { code: 4000, details: [{ field: 'by' }] } });
  });

  it.each([
    ['put', { stock: -1, reason: 'r' }, 'stock'],
    ['put', { stock: '1', reason: 'r' }, 'stock'],
    ['put', { stock: 1.5, reason: 'r' }, 'stock'],
    ['put', { stock: 1_000_000_001, reason: 'r' }, 'stock'],
    ['put', { stock: 1 }, 'reason'],
    ['put', { stock: 1, reason: ' ' }, 'reason'],
    ['put', { stock: 1, reason: 'r', by: 1 }, 'by'],
    ['patch', { by: 0, reason: 'r' }, 'by'],
    ['patch', { by: 1_000_001, reason: 'r' }, 'by'],
    ['patch', { by: 1, reason: 'a'.repeat(251) }, 'reason'],
  ] as const)('refuses %s %j', async (method, body, field) => {
    const product = await aCounted(1);
    expect(await shop[method](at(product), { token: manager.token, body })).toMatchObject({
      status: 400,
      body: { code: 4000, details: [{ field }] },
    });
  });

  it('is a 404 of a product that is not there', async () => {
    const unknown = '0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b44';
    for (const product of [unknown, 'x'])
      for (const answer of [await set(product, 1), await adjust(product, 1), await adjust(product, -1)])
        expect(answer).toMatchObject({ status: 404, body: { code: 1011 } });
    expect(await ledger(unknown)).toMatchObject({ code: 1011 });
  });

  it('belongs to staff of the catalogue', async () => {
    const product = await aCounted(1);
    for (const { token } of [await aCustomer(shop), await aCustomer(shop, 'support')]) {
      const forbidden = { status: 403, body: { code: 3003 } };
      expect(await shop.get(at(product), { token })).toMatchObject(forbidden);
      expect(await shop.put(at(product), { token, body: { stock: 1, reason: 'r' } })).toMatchObject(forbidden);
      expect(await shop.patch(at(product), { token, body: { by: 1, reason: 'r' } })).toMatchObject(forbidden);
    }
  });

  it('is adjusted once, however often a request with one Idempotency-Key is sent', async () => {
    const product = await aCounted(10);
    const request = {
      token: manager.token,
      headers: { 'idempotency-key': product },
      body: { by: -2, reason: 'broken' },
    };
    const answers = await Promise.all(Array.from({ length: 50 }, () => shop.patch(at(product), request)));
    expect(answers.filter(({ status }) => ![200, 409].includes(status))).toEqual([]);
    expect(await shop.patch(at(product), request)).toMatchObject({
      body: { on_hand: 8, by: -2 },
      headers: { 'idempotent-replayed': 'true' },
    });
    expect(await shop.patch(at(product), { ...request, body: { by: -3, reason: 'broken' } })).toMatchObject({
      status: 422,
      body: { code: 4022 },
    });
    expect((await ledger(product)).count).toBe(2);
  });

  it('is the sum of its ledger after fifty orders, adjustments, counts and cancellations at once', async () => {
    const products = await Promise.all([aCounted(200), aCounted(200)]);
    const buyers = await Promise.all(Array.from({ length: 20 }, () => aCustomer(shop)));
    for (const { token } of buyers)
      for (const product of products) await shop.post('/api/bucket', { token, body: { product, quantity: 2 } });
    const buying = buyers.map(async ({ token }, turn) => {
      const order = await shop.post<{ order_uuid: string }>('/api/orders', { token, body: { payment: 'cash' } });
      if (order.status === 201 && turn % 4 === 0)
        return shop.put(`/api/orders/${order.body.order_uuid}/set_canceled`, { token });
      return order;
    });
    const staff = products.flatMap((product) =>
      Array.from({ length: 15 }, (_, turn) => (turn % 3 ? adjust(product, turn - 9) : set(product, 200 + turn))),
    );
    const answers = await Promise.all([...buying, ...staff]);
    expect(answers.filter(({ status }) => status !== 200 && status !== 201)).toEqual([]);
    for (const product of products) await stockOf(shop, product);
  });
});
