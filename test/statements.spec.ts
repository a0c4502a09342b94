import { beforeAll, describe, expect, it } from 'vitest';
import { Order } from '../src/order/order.entity.js';
import { Payment } from '../src/payment/payment.entity.js';
import { aCustomer, aProduct, type SignedIn } from './factories/index.js';
import { freshDatabase, useShop } from './support/shop.js';
import { planOf, type Statement, statementsOf } from './support/statements.js';

// The limits of production.
const shop = useShop({
  OPEN_ORDER_LIMIT: '10',
  OPEN_UNIT_LIMIT: '100',
  OPEN_ORDER_LIMIT_PER_ADDRESS: '200',
  DECLINED_PAYMENT_LIMIT: '10',
  DECLINED_PAYMENT_LIMIT_PER_ADDRESS: '100',
});
const many = 3_000;
const tables = 'products customers buckets bucket_lines sessions failed_logins orders payments'.split(' ');
let customer: SignedIn;
let products: { uuid: string }[];

beforeAll(async () => {
  customer = await aCustomer(shop);
  await shop.rows(`
    insert into products (uuid, slug, name, description, price, on_hand, created_at, updated_at)
    select gen_random_uuid(), 'thing-' || n, 'Thing ' || n, repeat('words about ' || md5(n::text) || ' ', 6), 100 + n, 100, now(), now() from generate_series(1, ${many}) n`);
  await shop.rows(`
    with person as (
      insert into customers (uuid, username, username_key, email, email_key, password_hash, guest_token, created_at, updated_at)
      select gen_random_uuid(), 'p' || n, 'p' || n, 'p' || n || '@magazin.test', 'p' || n || '@magazin.test', '', gen_random_uuid(), now(), now()
      from generate_series(1, ${many}) n returning id
    ), bucket as (
      insert into buckets (uuid, customer_id) select gen_random_uuid(), id from person returning id
    ), line as (
      insert into bucket_lines (uuid, bucket_id, product_id, quantity, price_seen, created_at, updated_at)
      select gen_random_uuid(), bucket.id, products.id, 1, 100, now(), now() from bucket, products where products.slug in ('thing-1', 'thing-2')
    )
    insert into sessions (uuid, customer_id, refresh_hash, created_at, last_used_at, expires_at)
    select gen_random_uuid(), id, '', now(), now(), now() + interval '1 day' from person`);
  await shop.rows(`
    insert into failed_logins (key, count, first_failed_at) select 'account:' || n, 1, now() from generate_series(1, ${many}) n`);
  await oldOrders();
  // Commits of the test cluster are asynchronous: only rows whose commit is on disk become all-visible.
  await shop.rows('checkpoint');
  for (const table of tables) await shop.rows(`vacuum analyze ${table}`);
  products = await shop.rows<{ uuid: string }>(`select uuid from products order by id limit 9`);
  // The first calls of a process ask more: they find out what there is.
  await order(2);
});

const fill = async (lines: number) => {
  const { token } = customer;
  for (const { uuid } of products.slice(0, lines))
    await shop.post('/api/bucket', { token, body: { product: uuid, quantity: 1 } });
};

async function order(lines: number, payment = 'cash') {
  await fill(lines);
  return shop.post<{ order_uuid: string }>('/api/orders', { token: customer.token, body: { payment } });
}

/** An order of two lines of a customer whose email is confirmed. */
async function ofConfirmed(): Promise<Statement[]> {
  await fill(2);
  const { token, uuid } = customer;
  await shop.rows('update customers set email_confirmed_at = now() where uuid = ?', [uuid]);
  const statements = await answered(201, () => shop.post('/api/orders', { token, body: { payment: 'cash' } }));
  await shop.rows('update customers set email_confirmed_at = null where uuid = ?', [uuid]);
  return statements;
}

/** So many that a statement without an index would show. */
async function oldOrders(): Promise<void> {
  const em = shop.orm.em.fork();
  const amounts = { currency: 'EUR', subtotal: 100, tax: 0, taxes: [], total: 100 };
  const moments = { created_at: new Date(), updated_at: new Date() };
  for (let at = 0; at < many; at++)
    Payment.create(
      em,
      em.create(Order, { customer: 1, payment: 'card', status: 'canceled', ...amounts, ...moments }),
      'mock',
      'declined',
    );
  await em.flush();
  await shop.rows(`update payments set updated_at = now() - interval '1 day'`);
}

const answered = (status: number, work: () => Promise<{ status: number }>) =>
  statementsOf(async () => expect((await work()).status).toBe(status));

/** Round trips, `begin` and `commit` included. */
async function expectFew(statements: Statement[], most: number): Promise<void> {
  expect(statements.length, statements.map(({ text }) => text).join('\n---\n')).toBeLessThanOrEqual(most);
  for (const statement of statements) {
    if (!/\b(select|update|delete|insert)\b/i.test(statement.text)) continue;
    const plan = await planOf(shop, statement);
    expect(plan).not.toMatch(new RegExp(`Seq Scan on (${tables.join('|')})\\b`));
  }
}

describe('statements: a hot request needs few of them, each with an index', () => {
  it('a page of products: once', async () => {
    await expectFew(await answered(200, () => shop.get('/api/products?page=3&page_size=20')), 1);
  });

  it('a product: once', async () => {
    const { uuid } = await aProduct(shop);
    await expectFew(await answered(200, () => shop.get(`/api/products/${uuid}`)), 1);
  });

  it('a login: twice', async () => {
    const { username, password } = customer;
    await expectFew(await answered(200, () => shop.post('/api/login', { body: { username, password } })), 2);
  });

  it('a line into the bucket: twice', async () => {
    const { token } = customer;
    const body = { product: products[5]?.uuid, quantity: 1 };
    await expectFew(await answered(200, () => shop.post('/api/bucket', { token, body })), 2);
  });

  it('a look into the bucket: twice', async () => {
    await expectFew(await answered(200, () => shop.get('/api/bucket', { token: customer.token })), 2);
  });

  it('an order of two lines: ten times', async () => {
    await shop.rows('delete from bucket_lines where bucket_id in (select id from buckets where customer_id <= 2)');
    await fill(2);
    const { token } = customer;
    await expectFew(await answered(201, () => shop.post('/api/orders', { token, body: { payment: 'cash' } })), 10);
  });

  it('one of a customer whose email is confirmed: eight times', async () => {
    await expectFew(await ofConfirmed(), 8);
  });

  it('the count of open orders scans none of the tables, by a plan that was made before there were orders, too', async () => {
    await fill(2);
    const { token } = customer;
    const unconfirmed = await answered(201, () => shop.post('/api/orders', { token, body: { payment: 'cash' } }));
    const counts = [...unconfirmed, ...(await ofConfirmed())].filter(({ text }) =>
      /open_orders_held|order_insert/.test(text),
    );
    expect(counts).toHaveLength(3);
    const urls = [shop.databaseUrl, await freshDatabase()];
    for (const [databaseUrl, { text }] of counts.flatMap((count) => urls.map((url) => [url, count] as const))) {
      const plan = await planOf({ databaseUrl }, { text: `(generic_plan) ${text}`, values: [] });
      expect(plan).toContain('Index');
      expect(plan).not.toMatch(/Seq Scan on (orders|unverified_orders|order_lines)\b/);
      // Those would read what is open of all customers.
      expect(plan).not.toMatch(/orders_by_status|orders_unpaid|order_lines_of_product/);
    }
  });

  it('a card payment with the mock provider, its invoice and its mail: 32 times, in three transactions', async () => {
    const pay = async () => {
      const { body } = await order(2, 'card');
      const url = `/api/orders/${body.order_uuid}/payments`;
      return answered(201, () => shop.post(url, { token: customer.token, body: { token: 'tok_success' } }));
    };
    await pay();
    const statements = await pay();
    expect(statements.filter(({ text }) => text === 'begin')).toHaveLength(3);
    await expectFew(statements, 32);
  });
});
