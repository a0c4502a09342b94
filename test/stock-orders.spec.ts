import { beforeAll, describe, expect, it } from 'vitest';
import { Database } from '../src/database/database.js';
import { NotEnoughStock } from '../src/stock/stock.errors.js';
import { StockService } from '../src/stock/stock.service.js';
import { aCustomer, type SignedIn } from './factories/index.js';
import { many } from './support/many.js';
import { shippingAddress } from './support/purchase.js';
import { type Answer, Shop, useShop } from './support/shop.js';
import { stockOf } from './support/stock.js';

const shop = useShop();
let admin: SignedIn;
beforeAll(async () => {
  admin = await aCustomer(shop, 'admin');
});

interface Movement {
  by: number;
  stock_after: number;
  on_hand_by: number;
  allocated_by: number;
  reason: string;
  order_uuid: string | null;
  order_number: string | null;
}

interface Ordered {
  token: string;
  uuid: string;
  number: string;
}

const staff = () => ({ token: admin.token });

async function aProductOf(stock: number, slug?: string): Promise<string> {
  const body = { name: 'Thing', price: '1.00', stock, slug };
  const { body: product } = await shop.post<{ uuid: string }>('/api/admin/products', { ...staff(), body });
  return product.uuid;
}

const count = (product: string, stock: number, reason = 'stocktaking') =>
  shop.put(`/api/admin/products/${product}/stock`, { ...staff(), body: { stock, reason } });
const adjust = (product: string, by: number) =>
  shop.patch(`/api/admin/products/${product}/stock`, { ...staff(), body: { by, reason: 'broken' } });
const importCsv = (csv: string, query = '') =>
  shop.post<{ code?: number }>(`/api/admin/products/import${query}`, {
    ...staff(),
    body: Buffer.from(csv),
    headers: { 'content-type': 'text/csv' },
  });
const ledgerOf = async (product: string) =>
  (await shop.get<{ results: Movement[] }>(`/api/admin/products/${product}/stock`, staff())).body.results;

async function fill(token: string, product: string, quantity: number): Promise<void> {
  expect(await shop.post('/api/bucket', { token, body: { product, quantity } })).toMatchObject({ status: 200 });
}

const place = (token: string) =>
  shop.post<{ order_uuid: string; number: string; code?: number }>('/api/orders', {
    token,
    body: { payment: 'cash', shipping_address: shippingAddress },
  });

async function ordered(product: string, quantity: number): Promise<Ordered> {
  const { token } = await aCustomer(shop);
  await fill(token, product, quantity);
  const { body } = await place(token);
  return { token, uuid: body.order_uuid, number: body.number };
}

const cancel = ({ token, uuid }: Ordered) => shop.put(`/api/orders/${uuid}/set_canceled`, { token });
const parcels = ({ uuid }: Ordered) => `/api/admin/orders/${uuid}/shipments`;

async function lineOf({ token, uuid }: Ordered): Promise<string> {
  const { body } = await shop.get<{ products: { order_product_uuid: string }[] }>(`/api/orders/${uuid}`, { token });
  return body.products[0]?.order_product_uuid ?? '';
}

/** All units, or so many of the only line. */
async function ship(order: Ordered, quantity?: number): Promise<Answer<Record<string, unknown>>> {
  const lines = quantity && [{ order_product_uuid: await lineOf(order), quantity }];
  return shop.post(parcels(order), { ...staff(), body: { carrier: 'DHL', ...(lines && { lines }) } });
}

async function shipAndDeliver(order: Ordered): Promise<void> {
  const { status, body } = await ship(order);
  expect(status).toBe(201);
  expect(await shop.put(`${parcels(order)}/${String(body['shipment_uuid'])}/delivered`, staff())).toMatchObject({
    status: 200,
  });
}

async function returned(order: Ordered, quantity: number, restock: boolean): Promise<void> {
  const order_product_uuid = await lineOf(order);
  const { body } = await shop.post(`/api/orders/${order.uuid}/returns`, {
    token: order.token,
    body: { reason: 'too small', lines: [{ order_product_uuid, quantity }] },
  });
  const url = `/api/admin/returns/${String(body['return_uuid'])}`;
  expect((await shop.put(`${url}/accepted`, { ...staff(), body: {} })).status).toBe(200);
  const lines = [{ order_product_uuid, restock }];
  expect((await shop.put(`${url}/received`, { ...staff(), body: { lines } })).status).toBe(200);
}

describe('stock in two facts', () => {
  it('of 5 counted with 3 ordered, 2 are available', async () => {
    const product = await aProductOf(5);
    await ordered(product, 3);
    const level = { stock: 2, on_hand: 5, allocated: 3 };
    expect(await count(product, 5)).toMatchObject({ status: 200, body: { product, ...level, by: 0 } });
    expect((await shop.get(`/api/products/${product}`)).body['stock']).toBe(2);
    expect((await shop.get(`/api/admin/products/${product}`, staff())).body).toMatchObject(level);
    const { token } = await aCustomer(shop);
    const body = { product, quantity: 3 };
    expect((await shop.post('/api/bucket', { token, body })).body).toMatchObject({ code: 1043, details: { stock: 2 } });
  });

  it('a count below what is allocated leaves none available, and staff see it', async () => {
    const product = await aProductOf(5);
    const [first, second] = [await ordered(product, 2), await ordered(product, 1)];
    expect((await count(product, 2)).body).toEqual({ product, stock: 0, on_hand: 2, allocated: 3, by: -3 });
    expect((await shop.get(`/api/admin/products/${product}`, staff())).body).toMatchObject({
      stock: 0,
      on_hand: 2,
      allocated: 3,
    });
    const { token } = await aCustomer(shop);
    expect((await shop.post('/api/bucket', { token, body: { product, quantity: 1 } })).body['code']).toBe(1043);
    expect((await adjust(product, -1)).body).toMatchObject({ code: 1043, details: { product, stock: 0 } });

    expect((await ship(first)).status).toBe(201);
    expect(await stockOf(shop, product)).toEqual({ stock: 0, on_hand: 0, allocated: 1 });
    const mails = `select count(*)::int from mails where kind = 'shipped' and data->>'number' = '${second.number}'`;
    expect(await ship(second)).toMatchObject({
      status: 409,
      body: { code: 1501, details: { product, on_hand: 0, quantity: 1 } },
    });
    expect((await shop.get(`/api/admin/orders/${second.uuid}`, staff())).body['status']).toBe('new');
    expect((await shop.get(parcels(second), staff())).body['count']).toBe(0);
    expect(await shop.rows(mails)).toEqual([{ count: 0 }]);
    expect(await stockOf(shop, product)).toEqual({ stock: 0, on_hand: 0, allocated: 1 });

    expect((await count(product, 1)).body).toMatchObject({ stock: 0, on_hand: 1, allocated: 1, by: 1 });
    expect((await ship(second)).status).toBe(201);
    expect(await stockOf(shop, product)).toEqual({ stock: 0, on_hand: 0, allocated: 0 });
  });

  it('an adjustment takes no unit that is allocated', async () => {
    const product = await aProductOf(5);
    await ordered(product, 3);
    expect((await adjust(product, -3)).body).toMatchObject({ code: 1043, details: { product, stock: 2 } });
    expect((await adjust(product, -2)).body).toEqual({ product, stock: 0, on_hand: 3, allocated: 3, by: -2 });
    expect((await adjust(product, 4)).body).toEqual({ product, stock: 4, on_hand: 7, allocated: 3, by: 4 });
    await stockOf(shop, product);
  });

  it('orders allocate, cancellations release, parcels consume both, returns restock; the ledger names the order', async () => {
    const product = await aProductOf(10);
    const kept = await ordered(product, 4);
    expect(await stockOf(shop, product)).toEqual({ stock: 6, on_hand: 10, allocated: 4 });
    const canceled = await ordered(product, 3);
    expect(await stockOf(shop, product)).toEqual({ stock: 3, on_hand: 10, allocated: 7 });
    await cancel(canceled);
    expect(await stockOf(shop, product)).toEqual({ stock: 6, on_hand: 10, allocated: 4 });
    expect((await ship(kept, 1)).status).toBe(201);
    expect(await stockOf(shop, product)).toEqual({ stock: 6, on_hand: 9, allocated: 3 });
    await shipAndDeliver(kept);
    expect(await stockOf(shop, product)).toEqual({ stock: 6, on_hand: 6, allocated: 0 });
    for (const restock of [true, false]) await returned(kept, 1, restock);
    expect(await stockOf(shop, product)).toEqual({ stock: 7, on_hand: 7, allocated: 0 });

    const of = ({ uuid: order_uuid, number: order_number }: Ordered) => ({ order_uuid, order_number, actor: '' });
    expect(await ledgerOf(product)).toMatchObject([
      { by: 1, stock_after: 7, on_hand_by: 1, allocated_by: 0, ...of(kept), reason: `return of order ${kept.number}` },
      { by: 0, stock_after: 6, on_hand_by: -3, allocated_by: -3, ...of(kept), reason: `order ${kept.number} shipped` },
      { by: 0, stock_after: 6, on_hand_by: -1, allocated_by: -1, ...of(kept) },
      { by: 3, stock_after: 6, on_hand_by: 0, allocated_by: -3, ...of(canceled) },
      { by: -3, stock_after: 3, on_hand_by: 0, allocated_by: 3, ...of(canceled), reason: 'order' },
      { by: -4, stock_after: 6, on_hand_by: 0, allocated_by: 4, ...of(kept), reason: 'order' },
      { by: 10, stock_after: 10, on_hand_by: 10, allocated_by: 0, order_uuid: null, order_number: null },
    ]);
  });

  it('announces a product that is available again, and not one whose units are all allocated', async () => {
    const product = await aProductOf(2);
    const announced = async () => {
      const jobs = `select id from pgboss.job where name = 'product.restocked' and data::text like '%${product}%'`;
      return (await shop.rows(jobs)).length;
    };
    const order = await ordered(product, 2);
    await count(product, 1);
    await adjust(product, 1);
    await count(product, 2);
    await shipAndDeliver(order);
    expect(await announced()).toBe(0);
    await returned(order, 1, true);
    expect(await announced()).toBe(1);
    await returned(order, 1, true);
    expect(await announced()).toBe(1);
    const again = await ordered(product, 2);
    await count(product, 1);
    // One is released of two, and the one on hand is available.
    await cancel(again);
    expect(await announced()).toBe(2);
  });

  it('units are allocated again to an order that has been placed', async () => {
    const product = await aProductOf(3);
    const order = await ordered(product, 1);
    const [ids] = await shop.rows<{ product: number; order: number }>(
      'select products.id as product, orders.id as "order" from products, orders where products.uuid = ? and orders.uuid = ?',
      [product, order.uuid],
    );
    if (!ids) throw new Error('the order is not there');
    const source = { reason: 'is shipped again', order: ids.order };
    const allocate = (quantity: number) =>
      shop.app
        .get(Database)
        .transaction((em) => shop.app.get(StockService).allocate(em, [{ product: ids.product, quantity }], source));
    await allocate(2);
    await expect(allocate(1)).rejects.toThrow(NotEnoughStock);
    expect(await stockOf(shop, product)).toEqual({ stock: 0, on_hand: 3, allocated: 3 });
    const again = { by: -2, order_uuid: order.uuid, order_number: order.number, reason: 'is shipped again' };
    expect((await ledgerOf(product))[0]).toMatchObject(again);
  });

  it('the ledger outlives its product, with the orders behind it', async () => {
    const product = await aProductOf(4);
    const { number } = await ordered(product, 1);
    await count(product, 3, 'last count');
    const before = await ledgerOf(product);
    expect(before).toMatchObject([{ reason: 'last count', stock_after: 2 }, { order_number: number }, { by: 4 }]);
    expect((await shop.delete(`/api/admin/products/${product}`, staff())).status).toBe(200);
    expect(await ledgerOf(product)).toEqual(before);
    const never = await aProductOf(0);
    expect(await ledgerOf(never)).toEqual([]);
    await shop.delete(`/api/admin/products/${never}`, staff());
    expect((await shop.get(`/api/admin/products/${never}/stock`, staff())).body['code']).toBe(1011);
  });

  it('an order whose product has left the catalog is shipped and canceled', async () => {
    const product = await aProductOf(4);
    const [kept, canceled] = [await ordered(product, 1), await ordered(product, 1)];
    await shop.delete(`/api/admin/products/${product}`, staff());
    expect((await ship(kept)).status).toBe(201);
    expect((await cancel(canceled)).status).toBe(200);
  });
});

describe('stock at once', () => {
  it('sells no unit twice to fifty orders beside counts, adjustments and imports', async () => {
    const products = await Promise.all(['race-a', 'race-b'].map((slug) => aProductOf(20, slug)));
    const buyers = await many(50, () => aCustomer(shop));
    for (const { token } of buyers) for (const product of products) await fill(token, product, 1);
    const orders = buyers.map(({ token }) => place(token));
    const counts = products.flatMap((product) => [18, 22, 25, 21].map((stock) => count(product, stock)));
    const adjustments = products.flatMap((product) => [-1, 2, -3, 1, -1].map((by) => adjust(product, by)));
    const imports = [19, 24].map((stock) => importCsv(`slug,stock\nrace-b,${stock}\nrace-a,${stock}`));

    const placed = await Promise.all(orders);
    expect(placed.filter(({ status, body }) => status !== 201 && body.code !== 1043)).toEqual([]);
    for (const answer of await Promise.all([...counts, ...imports])) expect(answer).toMatchObject({ status: 200 });
    for (const { status, body } of await Promise.all(adjustments))
      expect([200, 1043]).toContain(status === 200 ? 200 : body['code']);
    const confirmed = placed.filter(({ status }) => status === 201).length;
    expect(confirmed).toBeGreaterThan(0);
    expect(confirmed).toBeLessThan(50);
    for (const product of products) {
      expect((await stockOf(shop, product)).allocated).toBe(confirmed);
      // Only a count may find fewer units than are allocated, never an order take more than are there.
      const oversold = await shop.rows(
        'select * from stock_movements where product_uuid = ? and allocated_by > 0 and allocated_after > on_hand_after',
        [product],
      );
      expect(oversold).toEqual([]);
    }
  });

  it('keeps both facts while orders are canceled, shipped and counted', async () => {
    const product = await aProductOf(500);
    const orders = await many(30, () => ordered(product, 2));
    const ending = orders.map((order, turn) => (turn % 3 === 0 ? cancel(order) : ship(order, turn % 3)));
    const both = orders.slice(0, 10).map((order) => cancel(order));
    const counting = many(10, (turn) => count(product, 400 + turn));
    const answers = await Promise.all([...ending, ...both, counting].flat());
    expect(answers.flat().filter(({ status }) => status >= 500)).toEqual([]);
    const [open] = await shop.rows(
      `select sum(quantity - coalesce((select sum(quantity) from shipment_lines where order_line_id = order_lines.id), 0))::int as units
       from order_lines join orders on orders.id = order_id where product_uuid = ? and status not in ('canceled', 'shipped')`,
      [product],
    );
    expect((await stockOf(shop, product)).allocated).toBe(open?.['units']);
  });

  it('ships what is on hand, and no more, to fifty parcels at once', async () => {
    const product = await aProductOf(50);
    const orders = await many(50, () => ordered(product, 1));
    await count(product, 12);
    const answers = await Promise.all(orders.map((order) => ship(order)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(12);
    expect(answers.filter(({ body }) => body['code'] === 1501)).toHaveLength(38);
    expect(await stockOf(shop, product)).toEqual({ stock: 0, on_hand: 0, allocated: 38 });
  });
});

describe('migration of a database with orders', () => {
  it('turns the stock into both facts, and the ledger goes on', async () => {
    const [product, untouched] = [await aProductOf(20), await aProductOf(7)];
    const removed = await aProductOf(3);
    await ordered(removed, 1);
    await shop.delete(`/api/admin/products/${removed}`, staff());
    const [waiting, partly, gone, back] = [
      await ordered(product, 1),
      await ordered(product, 3),
      await ordered(product, 4),
      await ordered(product, 2),
    ];
    await cancel(await ordered(product, 5));
    await ship(partly, 1);
    await shipAndDeliver(gone);
    await shipAndDeliver(back);
    await returned(back, 2, true);
    await adjust(product, -1);
    const facts = { stock: 11, on_hand: 14, allocated: 3 };
    expect(await stockOf(shop, product)).toEqual(facts);

    const old = await anOldDatabase(async (rows) => {
      expect(await rows('select stock from products where uuid = ?', [product])).toEqual([{ stock: 11 }]);
      expect(
        await rows(
          'select by, stock_after from stock_movements where product_id = (select id from products where uuid = ?) order by id',
          [product],
        ),
      ).toEqual([
        { by: 20, stock_after: 20 },
        { by: -1, stock_after: 19 },
        { by: -3, stock_after: 16 },
        { by: -4, stock_after: 12 },
        { by: -2, stock_after: 10 },
        { by: -5, stock_after: 5 },
        { by: 5, stock_after: 10 },
        { by: 2, stock_after: 12 },
        { by: -1, stock_after: 11 },
      ]);
    });
    try {
      expect(await stockOf(old, product)).toEqual(facts);
      expect(await stockOf(old, untouched)).toEqual({ stock: 7, on_hand: 7, allocated: 0 });
      const url = `/api/admin/products/${product}/stock`;
      const { body } = await old.get<{ results: Movement[] }>(url, staff());
      expect(body.results.map(({ by }) => by)).toEqual([0, -1, 2, 5, -5, -2, -4, -3, -1, 20]);
      expect(body.results[0]).toMatchObject({ on_hand_by: -7, allocated_by: -7, stock_after: 11 });
      expect(body.results[2]).toMatchObject({ on_hand_by: 2, allocated_by: 0, order_uuid: back.uuid });
      for (const order of [waiting, partly])
        expect(await old.post(parcels(order), { ...staff(), body: { carrier: 'DHL' } })).toMatchObject({ status: 201 });
      expect(await stockOf(old, product)).toEqual({ stock: 11, on_hand: 11, allocated: 0 });
    } finally {
      await old.stop();
    }
  });

  /** The database as it was before its stock had two facts, migrated again by a second process. */
  async function anOldDatabase(look: (rows: Shop['rows']) => Promise<void>): Promise<Shop> {
    const migrations = ['migration-20261202050000-append-only', 'migration-20261128010000-stock-facts'];
    await shop.migrator.down(migrations);
    // The ledger had no parcels.
    await shop.rows('delete from stock_movements where by = 0');
    await look((statement, values) => shop.rows(statement, values));
    await shop.migrator.up(migrations.toReversed());
    const other = new Shop();
    await other.start({ DATABASE_URL: shop.databaseUrl });
    return other;
  }
});
