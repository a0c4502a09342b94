import { beforeAll, describe, expect, it } from 'vitest';
import { aCustomer, aProduct, type SignedIn } from './factories/index.js';
import { useShop } from './support/shop.js';
import { statementsOf } from './support/statements.js';

const shop = useShop();
let manager: SignedIn;

beforeAll(async () => {
  manager = await aCustomer(shop, 'catalog_manager');
});

interface Imported {
  created: number;
  updated: number;
  unchanged: number;
}

const read = (csv: string) =>
  shop.post<Imported>('/api/admin/products/import', {
    token: manager.token,
    body: Buffer.from(csv),
    headers: { 'content-type': 'text/csv' },
  });

const written = async () =>
  await shop.app.inject({ url: '/api/admin/products/export', headers: { authorization: `Bearer ${manager.token}` } });

const count = async () => (await shop.rows<{ count: number }>('select count(*)::int as count from products'))[0]?.count;

describe('an export', () => {
  it('is what an import reads, and nothing a spreadsheet would run', async () => {
    await aProduct(shop, {
      slug: 'evil',
      name: '=HYPERLINK("http://evil")',
      description: '\'=1\n+1, "quoted" ',
      price: 123_456,
    });
    const file = await written();
    expect(file.statusCode).toBe(200);
    expect(file.headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="products.csv"',
      'cache-control': 'no-store',
    });
    expect(file.body).toMatch(
      /^slug,name,description,brand,categories,price,old_price,tax_rate,stock,stock_as_of,published\n/,
    );
    expect(file.body).toMatch(
      /evil,"'=HYPERLINK\(""http:\/\/evil""\)","''=1\n\+1, ""quoted"" ",,,1234\.56,,1900,100,[-\dT:.]+Z,true\n/,
    );
    const { body } = await read(file.body);
    expect(body).toMatchObject({ created: 0, updated: 0, unchanged: await count() });
  });

  it('belongs to staff of the catalogue', async () => {
    const { token } = await aCustomer(shop);
    expect(await shop.get('/api/admin/products/export', { token })).toMatchObject({
      status: 403,
      body: { code: 3003 },
    });
  });
});

describe('an import', () => {
  it('takes turns with another one', async () => {
    const file = (price: number) =>
      [
        'slug,name,price,stock,brand',
        ...Array.from({ length: 2000 }, (_, n) => `turn-${n},Turn,${price},${price},House`),
      ].join('\n');
    const answers = await Promise.all([1, 2, 3].map((price) => read(file(price))));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(answers.map(({ body }) => body.created).toSorted((a, b) => a - b)).toEqual([0, 0, 2000]);
    const sums = await shop.rows(`
      select count(*)::int as count, count(distinct price)::int as prices, bool_and(stock = price / 100) as same,
        bool_and(stock = (select sum(on_hand_by) from stock_movements where product_id = products.id)) as adds_up
      from products where slug like 'turn-%'`);
    expect(sums).toEqual([{ count: 2000, prices: 1, same: true, adds_up: true }]);
  });

  it('loses no stock to orders placed at the same time', async () => {
    const csv = (turn: number) =>
      ['slug,stock,price', ...sold.map(({ slug }, n) => `${slug},${100 + turn},${n + turn}`)].join('\n');
    const sold = await Promise.all(Array.from({ length: 20 }, () => aProduct(shop, { stock: 0 })));
    await read(csv(0));
    const buyers = await Promise.all(Array.from({ length: 20 }, () => aCustomer(shop)));
    for (const [turn, { token }] of buyers.entries())
      for (const each of [sold[turn], sold[(turn + 7) % 20], sold[(turn + 13) % 20]])
        await shop.post('/api/bucket', { token, body: { product: each?.uuid, quantity: 1 } });
    const orders = buyers.map(({ token }) => shop.post('/api/orders', { token, body: { payment: 'cash' } }));
    const imports = [1, 2, 3].map((turn) => read(csv(turn)));
    expect((await Promise.all(orders)).map(({ status }) => status)).toEqual(buyers.map(() => 201));
    expect((await Promise.all(imports)).map(({ status }) => status)).toEqual([200, 200, 200]);
    const wrong = await shop.rows(
      `select id from products where id in (?) and (on_hand, allocated) <> (select sum(on_hand_by), sum(allocated_by) from stock_movements where product_id = products.id)`,
      [sold.map(({ id }) => id)],
    );
    expect(wrong).toEqual([]);
  });

  it('of twenty thousand lines takes few statements, and memory for few of them', async () => {
    const about = 'a description of some length as they are in a shop; '.repeat(4);
    const line = (n: number, price: number) =>
      `many-${n},Many ${n},${about}${n},Brand ${n % 200},${price}.99,${n % 50}`;
    const file = (price: number) =>
      ['slug,name,description,brand,price,stock', ...Array.from({ length: 20_000 }, (_, n) => line(n, price))].join(
        '\n',
      );
    for (const [price, expected] of [
      [1, { created: 20_000, brands_created: 200 }],
      [1, { unchanged: 20_000 }],
      [2, { updated: 20_000 }],
    ] as const) {
      const csv = file(price);
      const before = process.memoryUsage.rss();
      const statements = await statementsOf(async () => expect((await read(csv)).body).toMatchObject(expected));
      // Lines are written a thousand at a time, by some ten statements each.
      expect(statements.length).toBeLessThan(400);
      expect(process.memoryUsage.rss() - before).toBeLessThan(200 * 1024 * 1024);
    }
    const stale = await shop.rows(
      `select id from products where slug like 'many-%' and keywords <> (select name from brands where brands.id = brand_id)`,
    );
    expect(stale).toEqual([]);
  });
});
