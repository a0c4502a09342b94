import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Database } from '../src/database/database.js';
import { migrate } from '../src/database/migrate.js';
import { Jobs } from '../src/jobs/jobs.js';
import { RefundExecutor } from '../src/payment/refund-executor.js';
import { recipientName } from '../src/order/order-constraints.js';
import { searchedTicket } from '../src/support/ticket.entity.js';
import { aCustomer, aProduct } from './factories/index.js';
import { eventually } from './support/eventually.js';
import { waitingFor } from './support/locks.js';
import { anOldShop, oldOrders } from './support/old-shop.js';
import { orderAtShop } from './support/purchase.js';
import { type Ask, type Shop, useShop } from './support/shop.js';

const server = useShop();
let shop: Shop;
let support: Ask;
let who: Ask;
beforeAll(async () => {
  shop = await anOldShop(server);
  support = { token: (await aCustomer(shop, 'support')).token };
  const credentials = { username: 'customer2', password: 'onlydarkside' };
  const { body } = await shop.post<{ access: string }>('/api/login', { body: credentials });
  who = { token: body.access };
});
afterAll(() => shop.stop());

const refund = (order: string, body: object = {}) =>
  shop.post(`/api/admin/orders/${order}/refunds`, { ...support, body });
const listOf = async <Row = Record<string, unknown>>(url: string, ask = support) =>
  (await shop.get<{ results: Row[] }>(url, ask)).body.results;
const paymentsOf = (order: string) => listOf(`/api/admin/orders/${order}/payments`);
const linesOf = async (order: string) =>
  (await shop.get<{ products: { order_product_uuid: string }[] }>(`/api/orders/${order}`, who)).body.products.map(
    ({ order_product_uuid }) => order_product_uuid,
  );
const stateOf = async (order: string) =>
  (
    await shop.rows(
      'select status, paid_at is not null as paid, (total - credited)::int as owed from orders where uuid = ?',
      [order],
    )
  )[0];

/** Each of its documents as JSON, PDF and XML. */
async function readDocuments(order: string, count: number): Promise<Record<string, unknown>[]> {
  const list = await eventually(
    () => listOf<{ number: string; kind: string }>(`/api/orders/${order}/invoices`, who),
    ({ length }) => length === count,
  );
  const documents = [];
  for (const { number, kind } of list) {
    const url = `/api/orders/${order}/${kind === 'invoice' ? 'invoices' : 'credit-notes'}/${number}`;
    const { status, body } = await shop.get(url, who);
    expect(status).toBe(200);
    documents.push(body);
    expect((await shop.get<string>(`${url}.pdf`, who)).body).toMatch(/^%PDF/);
    expect((await shop.get<string>(`${url}.xml`, who)).body).toContain(`>${number}<`);
  }
  return documents;
}

/** What is credited is the same by the order, its lines and its credits. */
async function expectAgreement(order: string): Promise<void> {
  const [row] = await shop.rows<Record<string, number>>(
    `select credited::int, shipping_credited::int + (select sum(credited)::int from order_lines where order_id = orders.id) as parts,
       (select coalesce(sum(amount), 0)::int from order_credits where order_id = orders.id) as credits,
       (select coalesce(sum(order_credit_lines.amount), 0)::int from order_credit_lines
          join order_credits on order_credits.id = credit_id where order_id = orders.id)
         + (select coalesce(sum(shipping), 0)::int from order_credits where order_id = orders.id) as lines
     from orders where uuid = ?`,
    [order],
  );
  const credited = row?.['credited'];
  expect(row).toEqual({ credited, parts: credited, credits: credited, lines: credited });
}

describe('migration of orders from before credits', () => {
  it('counts what was credited as the orders, their lines and their credits', async () => {
    for (const order of Object.values(oldOrders)) await expectAgreement(order);
    const owed = await Promise.all(
      Object.entries(oldOrders).map(async ([name, order]) => [name, (await stateOf(order))?.['owed']]),
    );
    expect(Object.fromEntries(owed)).toEqual({
      refunded: 2_100,
      collected: 2_500,
      shipped: 2_500,
      canceled: 0,
      returned: 2_001,
      received: 2_500,
      declined: 2_500,
      abandoned: 0,
      partly: 2_500,
      pending: 2_300,
      unrefunded: 0,
    });
  });

  it('leaves payments, refunds and documents as they are', async () => {
    const statuses = async (name: string) => (await paymentsOf(oldOrders[name] ?? '')).map(({ status }) => status);
    expect(await statuses('refunded')).toEqual(['captured']);
    expect(await statuses('declined')).toEqual(['declined']);
    expect(await statuses('abandoned')).toEqual([expect.stringMatching(/^(action_required|abandoned)$/)]);
    const { refunded = '', canceled = '', returned = '' } = oldOrders;
    expect(await listOf(`/api/admin/orders/${refunded}/refunds`)).toMatchObject([
      { status: 'done', amount: '4.00', reason: 'scratched' },
    ]);
    expect(await readDocuments(refunded, 2)).toMatchObject([{ gross: '25.00' }, { gross: '4.00' }]);
    expect(await readDocuments(canceled, 2)).toMatchObject([{ gross: '25.00' }, { gross: '25.00' }]);
    expect(await readDocuments(returned, 2)).toMatchObject([{ gross: '23.00' }, { gross: '2.99' }]);
    const [credit] = await listOf(`/api/admin/orders/${refunded}/credits`);
    expect(credit).toMatchObject({ kind: 'refund', amount: '4.00', refunds: [{}], credit_notes: [expect.any(String)] });
  });

  it('lets staff refund a paid order by line, and then the rest', async () => {
    const { refunded: order = '' } = oldOrders;
    const [mugs, pot] = await linesOf(order);
    const line = await refund(order, { lines: [{ order_product_uuid: pot, quantity: 1 }] });
    // 10.01 less its share of the 4.00.
    expect([line.status, line.body['amount']]).toEqual([201, '8.41']);
    // 9.99 and 5.00 less theirs: nothing will arrive, so that the shipping is not owed either.
    expect((await refund(order, { lines: [{ order_product_uuid: mugs, quantity: 3 }] })).body['amount']).toBe('12.59');
    await expectAgreement(order);
    const documents = await readDocuments(order, 4);
    const credited = documents.slice(1).map(({ gross }) => Number(gross));
    expect(credited.reduce((sum, gross) => sum + gross, 0)).toBeCloseTo(25);
    expect(await stateOf(order)).toMatchObject({ status: 'canceled', owed: 0 });
  });

  it('collects the cash of a parcel that had left, once', async () => {
    const { shipped: order = '' } = oldOrders;
    const [parcel] = await listOf(`/api/admin/orders/${order}/shipments`);
    const url = `/api/admin/orders/${order}/shipments/${String(parcel?.['shipment_uuid'])}/delivered`;
    expect(await Promise.all([shop.put(url, support), shop.put(url, support)])).toMatchObject([
      { status: 200 },
      { status: 200 },
    ]);
    expect(await stateOf(order)).toEqual({ status: 'delivered', paid: true, owed: 2_500 });
    expect(await paymentsOf(order)).toMatchObject([{ provider: 'cash', status: 'captured', amount: '25.00' }]);
    expect(await readDocuments(order, 1)).toHaveLength(1);
  });

  it('sends the rest of a cash order that is invoiced as a whole, and collects it once', async () => {
    const { partly: order = '' } = oldOrders;
    const url = `/api/admin/orders/${order}/shipments`;
    expect((await shop.post(url, { ...support, body: { carrier: 'DHL' } })).status).toBe(201);
    const parcels = await listOf(url);
    for (const { shipment_uuid } of parcels) await shop.put(`${url}/${String(shipment_uuid)}/delivered`, support);
    expect(await stateOf(order)).toEqual({ status: 'delivered', paid: true, owed: 2_500 });
    expect(await paymentsOf(order)).toMatchObject([{ provider: 'cash', amount: '25.00' }]);
    expect(await readDocuments(order, 1)).toHaveLength(1);
  });

  it('refunds returns: one that had been received, and those of orders that were delivered', async () => {
    const { received = '', collected = '', returned = '' } = oldOrders;
    const [waiting] = await listOf(`/api/orders/${received}/returns`, who);
    const step = (uuid: unknown, name: string) =>
      shop.put(`/api/admin/returns/${String(uuid)}/${name}`, { ...support, body: {} });
    expect((await step(waiting?.['return_uuid'], 'refunded')).body['amount']).toBe('6.66');
    expect(await readDocuments(received, 2)).toMatchObject([{}, { gross: '6.66' }]);

    const giveBack = async (order: string, at: number, quantity: number) => {
      const lines = [{ order_product_uuid: (await linesOf(order))[at], quantity }];
      const { body } = await shop.post(`/api/orders/${order}/returns`, { ...who, body: { reason: 'broken', lines } });
      await step(body['return_uuid'], 'accepted');
      await step(body['return_uuid'], 'received');
      return (await step(body['return_uuid'], 'refunded')).body['amount'];
    };
    expect(await giveBack(collected, 1, 1)).toBe('10.01');
    expect(await readDocuments(collected, 2)).toMatchObject([{}, { gross: '10.01' }]);
    // 9.99 and 10.01 less a tenth each; 2.99 were refunded for the first mug.
    expect(await giveBack(returned, 0, 2)).toBe('6.00');
    expect(await giveBack(returned, 1, 1)).toBe('14.01');
    expect(await stateOf(returned)).toEqual({ status: 'returned', paid: true, owed: 0 });
    for (const order of [received, collected, returned]) await expectAgreement(order);
  });

  it('finishes refunds that were on their way, and those of cancellations whose job had not run', async () => {
    const { pending = '', unrefunded = '', canceled = '' } = oldOrders;
    const jobs = shop.app.get(Jobs);
    const rerun = async (order: string) => {
      await shop.app.get(Database).transaction((em) => jobs.enqueue(em, 'order.canceled', { order }));
    };
    await rerun(canceled);
    await rerun(unrefunded);
    expect(await readDocuments(unrefunded, 2)).toMatchObject([{}, { gross: '25.00' }]);
    expect(await listOf(`/api/admin/orders/${unrefunded}/refunds`)).toMatchObject([{ amount: '25.00' }]);
    expect(await listOf(`/api/admin/orders/${canceled}/refunds`)).toHaveLength(1);
    const [refund] = await listOf(`/api/admin/orders/${pending}/refunds`);
    expect(refund).toMatchObject({ amount: '2.00', status: expect.stringMatching(/^(pending|done)$/) });
    await shop.app.get(RefundExecutor).execute(String(refund?.['refund_uuid']));
    expect(await readDocuments(pending, 2)).toMatchObject([{}, { gross: '2.00' }]);
    for (const order of [pending, unrefunded, canceled]) await expectAgreement(order);
  });
});

describe('migration of accounts from before stored keys', () => {
  const signIn = async (username: string) =>
    (await shop.post<{ user?: string }>('/api/login', { body: { username, password: 'onlydarkside' } })).body.user;

  it('brings them into form; of those that become one, the oldest keeps the key', async () => {
    const rows = await shop.rows<Record<string, string>>(
      'select id, username, username_key, email, email_key, first_name from customers where id between 1001 and 1007 order by id',
    );
    expect(
      rows.map(({ username, username_key, email, email_key }) => [username, username_key, email, email_key]),
    ).toEqual([
      ['José', 'josé', 'jose@xn--exmple-cua.test', 'jose@xn--exmple-cua.test'],
      ['José', 'josé 1002', 'other@magazin.test', 'other@magazin.test'],
      ['jose', 'jose', 'third@magazin.test', 'third@magazin.test'],
      ['vİctim', 'vi\u0307ctim', 'éVA@magazin.test', 'éva@magazin.test'],
      ['eva', 'eva', 'éva@magazin.test', 'éva@magazin.test 1005'],
      ['STRASSE', 'strasse', 'strasse@magazin.test', 'strasse@magazin.test'],
      ['straße', 'strasse 1007', 'straße@magazin.test', 'strasse@magazin.test 1007'],
    ]);
    expect(new Set(rows.map(({ first_name }) => first_name))).toEqual(new Set(['José Luis']));
  });

  it('leaves each a way to sign in, and its key when it changes', async () => {
    const uuids = new Map(
      (await shop.rows<{ id: number; uuid: string }>('select id, uuid from customers where id > 1000')).map(
        ({ id, uuid }) => [uuid, id],
      ),
    );
    const ways = ['Jose\u0301', 'other@magazin.test', 'JOSE', 'éva@magazin.test', 'Eva', 'strasse', 'straße 1007'];
    const found = [];
    for (const way of ways) found.push(uuids.get((await signIn(way)) ?? ''));
    expect(found).toEqual([1001, 1002, 1003, 1004, 1005, 1006, 1007]);
    const login = { username: 'eva', password: 'onlydarkside' };
    const { body } = await shop.post<{ access: string; user: string }>('/api/login', { body: login });
    const ask = { token: body.access };
    const profile = { username: 'eva', email: 'e\u0301va@magazin.test', city: 'Berlin' };
    expect((await shop.put(`/api/profile/${body.user}`, { ...ask, body: profile })).status).toBe(200);
    const taken = { ...profile, username: 'STRAẞE' };
    expect((await shop.put(`/api/profile/${body.user}`, { ...ask, body: taken })).body).toMatchObject({ code: 2002 });
  });
});

it('migration of contacts: who unsubscribed under another form of an address still is', async () => {
  expect(
    await shop.rows('select id, email, back_in_stock from notification_contacts where id > 1000 order by id'),
  ).toEqual([
    { id: 1002, email: 'éva@xn--exmple-cua.test', back_in_stock: false },
    { id: 1003, email: 'nobody@xn--exmple-cua.test', back_in_stock: false },
  ]);
});

it('migration of slugs: gives each the spelling that addresses have, and a number where it is taken', async () => {
  expect(await shop.rows('select id, slug, name from brands where id > 1000 order by id')).toEqual([
    { id: 1001, slug: 'été', name: 'Acme Inc' },
    { id: 1002, slug: expect.stringMatching(/^été-[\da-f]{12}$/), name: 'Acme Inc' },
    { id: 1003, slug: 'né', name: 'Né' },
    { id: 1004, slug: 'qa', name: '\u0958'.repeat(200) },
  ]);
  expect((await shop.get('/api/brands/n%C3%A9')).status).toBe(200);
});

it('migration: starts again where a transaction of a running process takes the same tables in another order', async () => {
  const migrations = ['migration-20261130011000-credits-tax'];
  await server.migrator.down(migrations);
  const running = new Client({ connectionString: server.databaseUrl });
  await running.connect();
  // So that PostgreSQL ends the other one of the two.
  await running.query(`set deadlock_timeout = '1min'; begin; lock table sales_rollup`);
  const migrated = migrate(server.orm);
  await eventually(
    () => server.rows(waitingFor('sales_rollup')),
    ({ length }) => length === 1,
  );
  await running.query('lock table orders; commit');
  await migrated;
  await running.end();
  expect(await server.rows('select from migrations where name = ?', migrations)).toHaveLength(1);
});

it('migration of searches: what was written before is found by what is folded now', async () => {
  const migrations = ['migration-20261207010000-joined-words'];
  await server.migrator.down(migrations);
  const { uuid, token } = await aCustomer(server);
  const product = await aProduct(server, { name: 'Kissen 40 × 60 かめら' });
  await server.rows(`update customers set first_name = 'さくら' where uuid = ?`, [uuid]);
  await server.rows(`insert into popular_searches values ('かめら', 5)`);
  const ticket = { subject: 'かめら', text: 'Hello' };
  expect((await server.post('/api/support/tickets', { token, body: ticket })).status).toBe(201);
  await server.post('/api/bucket', { token, body: { product: product.uuid, quantity: 1 } });
  expect((await orderAtShop(server, token)).status).toBe(201);
  await server.rows(`update orders set shipping_address = shipping_address || '{"last_name": "さくら"}'`);
  await server.migrator.up(migrations);
  const client = new Client({ connectionString: server.databaseUrl });
  await client.connect();
  await client.query('set enable_seqscan = off');
  const found = [];
  for (const [table, condition] of [
    ['products', `search @@ (select words from shop.asked('40x60 カメラ', ''))`],
    ['products', `published and shop.fold(name) like shop.fold('kissen 40 60 カ') || '%'`],
    ['customers', `username is not null and searched like '%' || ltrim(shop.fold('サクラ')) || '%'`],
    ['popular_searches', `shop.fold(term) like '%' || ltrim(shop.fold('カメラ')) || '%'`],
    ['tickets', `${searchedTicket} like '%' || ltrim(shop.fold('カメラ')) || '%'`],
    ['orders', `shipping_address is not null and ${recipientName} like shop.fold('サクラ') || '%'`],
  ])
    found.push((await client.query(`select from ${table} where ${condition}`)).rowCount);
  await client.end();
  expect(found).toEqual([1, 1, 1, 1, 1, 1]);
});
