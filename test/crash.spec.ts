import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { killPostgres, killServers, query, Server } from './support/server.js';

const buyers = 50;
const stock = 1000;

interface Buyer {
  username: string;
  token: string;
}

interface Answer {
  status: number;
  body: { order_uuid: string; sum: string };
}

let folder: string;
let server: Server;
let base: string;
let customers: Buyer[];
let products: string[];

async function ask(path: string, body: object, { token = '', key = '' } = {}): Promise<Answer> {
  const headers = {
    'content-type': 'application/json',
    ...(token ? { authorization: `Bearer ${token}` } : {}),
    ...(key ? { 'idempotency-key': key } : {}),
  };
  const response = await fetch(base + path, { method: 'POST', headers, body: JSON.stringify(body) });
  return { status: response.status, body: (await response.json()) as Answer['body'] };
}

const rows = <Row>(text: string, values?: unknown[]) => query<Row>(folder, text, values);

async function start(): Promise<void> {
  server = new Server({ DATA_DIR: folder, LOG_LEVEL: 'error' });
  base = await server.ready();
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'magazin crash '));
  await start();
  const created = await rows<{ uuid: string }>(
    `insert into products (uuid, slug, name, price, on_hand, created_at, updated_at)
     select gen_random_uuid(), 'p' || n, 'Product ' || n, 100 * n + 33, $1, now(), now() from generate_series(1, 4) n returning uuid`,
    [stock],
  );
  products = created.map(({ uuid }) => uuid);
  customers = await Promise.all(
    Array.from({ length: buyers }, async (_, number) => {
      const account = { username: `buyer${number}`, email: `buyer${number}@magazin.test`, password: 'onlydarkside' };
      await ask('/api/register', account);
      const { body } = await ask('/api/login', account);
      return { username: account.username, token: (body as unknown as { access: string }).access };
    }),
  );
});
afterAll(() => killServers(folder));

/** Everyone orders at once; `crash` is called after some have their response. Returns the responses, null where there was none. */
async function orderAll(key: string, crash: () => void): Promise<(Answer | null)[]> {
  const crashAfter = 1 + Math.floor(Math.random() * buyers * 0.8);
  let answered = 0;
  return Promise.all(
    customers.map(async ({ token }) => {
      const answer = await ask('/api/orders', { payment: 'cash' }, { token, key }).catch(() => null);
      if (answer?.status === 201 && ++answered === crashAfter) crash();
      return answer;
    }),
  );
}

it.each([
  ['the server', () => void server.kill()],
  ['PostgreSQL under the running server', () => killPostgres(folder)],
  [
    'both',
    () => {
      void server.kill();
      killPostgres(folder);
    },
  ],
])(
  'crash: kill -9 of %s during fifty orders loses no confirmed order and leaves no partial one',
  async (what, crash) => {
    for (const [number, { token }] of customers.entries())
      for (const offset of [0, 1]) {
        const line = { product: products[(number + offset) % products.length], quantity: 1 + offset };
        expect(await ask('/api/bucket', line, { token })).toMatchObject({ status: 200 });
      }

    const seen = await orderAll(what, crash);
    if (what.startsWith('PostgreSQL')) {
      expect((await fetch(`${base}/api/products`)).status).toBe(503);
      expect(await server.interrupt()).toBe(0);
    }
    await server.ended;
    await start();
    const confirmed = seen.filter((answer) => answer?.status === 201);
    expect(confirmed.length).toBeGreaterThan(0);

    const found = await rows<{ uuid: string }>('select uuid from orders where uuid = any($1)', [
      confirmed.map((answer) => answer?.body.order_uuid),
    ]);
    expect(found).toHaveLength(confirmed.length);
    await expectNoPartialOrders();

    const again = await Promise.all(
      customers.map(({ token }) => ask('/api/orders', { payment: 'cash' }, { token, key: what })),
    );
    expect(new Set(again.map(({ status }) => status))).toEqual(new Set([201]));
    for (const [number, answer] of seen.entries())
      if (answer?.status === 201) expect(again[number]?.body).toEqual(answer.body);
    expect(await rows('select from bucket_lines')).toEqual([]);
    await expectNoPartialOrders();
  },
);

async function expectNoPartialOrders(): Promise<void> {
  const broken = await rows(
    `select orders.id from orders left join order_lines on order_id = orders.id
     group by orders.id having count(order_lines.id) <> 2 or sum(order_lines.total) <> orders.total`,
  );
  expect(broken).toEqual([]);
  const [{ rounds } = { rounds: 0 }] = await rows<{ rounds: number }>(
    'select max(count)::int as rounds from (select count(*) from orders group by customer_id) per_customer',
  );
  // A buyer has either the order of this round, or still the lines for it.
  const torn = await rows(
    `select customers.id from customers left join buckets on buckets.customer_id = customers.id
     where (select count(*) from bucket_lines where bucket_id = buckets.id)
       <> case (select count(*) from orders where orders.customer_id = customers.id) when $1 then 0 else 2 end`,
    [rounds],
  );
  expect(torn).toEqual([]);
  const stocks = await rows(
    `select stock + (select coalesce(sum(quantity), 0) from order_lines where product_id = products.id)::int as units,
            on_hand - (select coalesce(sum(on_hand_by), 0) from stock_movements where product_id = products.id)::int as on_hand,
            allocated - (select coalesce(sum(allocated_by), 0) from stock_movements where product_id = products.id)::int as allocated
     from products`,
  );
  expect(stocks).toEqual(products.map(() => ({ units: stock, on_hand: stock, allocated: 0 })));
}
