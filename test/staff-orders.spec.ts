import { extractText, getDocumentProxy } from 'unpdf';
import { beforeAll, describe, expect, it } from 'vitest';
import { aCustomer, aProduct, type SignedIn } from './factories/index.js';
import { auditTrail } from './support/audit.js';
import { deliveredOrder, paidOrder } from './support/deliveries.js';
import { shippingAddress } from './support/purchase.js';
import { eventually } from './support/eventually.js';
import { planOf, statementsOf } from './support/statements.js';
import { type Ask, useShop } from './support/shop.js';

const shop = useShop();
let [admin, buyer] = [] as unknown as [SignedIn, SignedIn];
let [staff, who] = [] as unknown as [Ask, Ask];
beforeAll(async () => {
  [admin, buyer] = [await aCustomer(shop, 'admin'), await aCustomer(shop)];
  [staff, who] = [{ token: admin.token }, { token: buyer.token }];
});

const anOrder = async () => paidOrder(shop, who, [await aProduct(shop)]);
const at = (order: string, path = '') => `/api/admin/orders/${order}${path}`;
const fifty = <Result>(work: (at: number) => Promise<Result>) =>
  Promise.all(Array.from({ length: 50 }, (_, index) => work(index)));
const statuses = (answers: { status: number }[]) => answers.map(({ status }) => status);

describe('notes on an order', () => {
  interface Note {
    note_uuid: string;
    author: { uuid: string; username: string };
    text: string;
  }
  const notesOf = async (order: string) =>
    (await shop.get<{ count: number; results: Note[] }>(at(order, '/notes'), staff)).body;
  const write = (order: string, text: string, headers = {}) =>
    shop.post<Note>(at(order, '/notes'), { ...staff, body: { text }, headers });

  it('are written in canonical form by staff, listed and removed, and shown in the timeline', async () => {
    const order = await anOrder();
    const { status, body } = await write(order, '  Called.\r\nWants it cafe\u0301-brown ');
    expect(status).toBe(201);
    expect(body).toMatchObject({
      author: { uuid: admin.uuid, username: admin.username },
      text: 'Called.\nWants it caf\u00e9-brown',
    });
    expect(await notesOf(order)).toMatchObject({ count: 1, results: [body] });
    const timeline = await shop.get<{ results: { action: string; changes: object }[] }>(at(order, '/timeline'), staff);
    expect(timeline.body.results.find(({ action }) => action === 'order.note')).toMatchObject({
      actor: { username: admin.username },
      changes: { to: { note: body.text } },
    });
    const other = await anOrder();
    expect((await shop.delete(at(other, `/notes/${body.note_uuid}`), staff)).status).toBe(404);
    expect((await shop.delete(at(order, `/notes/${body.note_uuid}`), staff)).status).toBe(204);
    expect((await notesOf(order)).count).toBe(0);
  });

  it.each([
    ['blank', ' \n\t'],
    ['too long', 'x'.repeat(2_001)],
    ['control characters', 'a\u0007b'],
    ['invisible', '\u202e\u200b'],
  ])('are refused where they are %s', async (_, text) => {
    const order = await anOrder();
    expect((await write(order, text)).status).toBe(400);
    expect((await notesOf(order)).count).toBe(0);
  });

  it('are all kept when fifty are written at once, and one where fifty have one key', async () => {
    const order = await anOrder();
    await fifty((index) => write(order, `Note ${index}`));
    expect((await notesOf(order)).count).toBe(50);
    await fifty(() => write(order, 'Once', { 'idempotency-key': 'once' }));
    expect((await notesOf(order)).count).toBe(51);
  });

  it('are no business of the customer', async () => {
    const order = await anOrder();
    await write(order, 'Suspicious');
    const own = await shop.get<string>(`/api/orders/${order}`, who);
    expect(JSON.stringify(own.body)).not.toMatch(/Suspicious|"tags"|"notes"/);
    expect((await shop.get(at(order, '/notes'), who)).status).toBe(403);
  });
});

describe('tags of an order', () => {
  interface Row {
    order_uuid: string;
    tags: string[];
  }
  const tag = (order: string, word: string) =>
    shop.put<{ tags: string[] }>(at(order, `/tags/${encodeURIComponent(word)}`), staff);
  const found = async (word: string) =>
    (await shop.get<{ count: number; results: Row[] }>(`/api/admin/orders?tag=${encodeURIComponent(word)}`, staff))
      .body;

  it('are stored once in lower case, and found, counted and removed by any spelling', async () => {
    const [one, other] = [await anOrder(), await anOrder()];
    for (const word of ['Geschenk', 'GESCHENK', ' geschenk ']) expect((await tag(one, word)).status).toBe(200);
    expect((await tag(one, 'e-bike')).body).toEqual({ tags: ['e-bike', 'geschenk'] });
    await tag(other, 'geschenk');
    expect(await found('Geschenk')).toMatchObject({
      count: 2,
      results: [
        { order_uuid: other, tags: ['geschenk'] },
        { order_uuid: one, tags: ['e-bike', 'geschenk'] },
      ],
    });
    expect((await shop.get(at(one), staff)).body['tags']).toEqual(['e-bike', 'geschenk']);
    const counts = await shop.get<{ results: object[] }>('/api/admin/order-tags', staff);
    expect(counts.body.results.slice(0, 2)).toEqual([
      { tag: 'geschenk', orders: 2 },
      { tag: 'e-bike', orders: 1 },
    ]);
    expect((await shop.delete(at(one, '/tags/GESCHENK'), staff)).body).toEqual({ tags: ['e-bike'] });
    expect((await found('geschenk')).count).toBe(1);
    expect((await auditTrail(shop, `order/${one}`)).map(({ action }) => action).filter((a) => /tag/.test(a))).toEqual([
      'order.tag',
      'order.tag',
      'order.untag',
    ]);
  });

  it('are ten at most, also when fifty are added at once', async () => {
    const order = await anOrder();
    const answers = await fifty((index) => tag(order, `tag-${index}`));
    expect(statuses(answers).filter((status) => status === 200)).toHaveLength(10);
    expect(answers.filter(({ body }) => (body as unknown as { code: number }).code === 1092)).toHaveLength(40);
    expect(
      await shop.rows('select tag from order_tags join orders on orders.id = order_id where uuid = ?', [order]),
    ).toHaveLength(10);
  });

  it.each(['two words', '-', 'a--b', 'x'.repeat(31), 'a\u200bb', 'a,b'])(
    'are refused where they are no word: %j',
    async (word) => {
      const order = await anOrder();
      expect((await tag(order, word)).body).toMatchObject({ code: 4000 });
      expect((await shop.get(`/api/admin/orders?tag=${encodeURIComponent(word)}`, staff)).status).toBe(400);
    },
  );

  it('are found by an index', async () => {
    await shop.rows(
      `insert into order_tags (order_id, tag) select id, 'bulk' || n from orders, generate_series(1, 2000) n`,
    );
    await shop.rows('analyze order_tags, orders');
    const [list] = (await statementsOf(() => found('bulk7'))).filter(
      ({ text }) => /order_tags/.test(text) && /limit/.test(text),
    );
    if (!list) throw new Error('no statement');
    expect(await planOf(shop, list)).toContain('order_tags_of_tag');
    await shop.rows(`delete from order_tags where tag like 'bulk%'`);
  });
});

interface BulkAnswer {
  results: { index: number; uuid: string | null; status: string; error?: { code: number; details: unknown } }[];
}
const bulk = (path: string, body: object, headers = {}) =>
  shop.post<BulkAnswer>(`/api/admin/${path}`, { ...staff, body, headers });
/** Status, or the code of the error, of each row. */
const outcomes = ({ results }: BulkAnswer) => results.map(({ status, error }) => error?.code ?? status);

describe('bulk change of products', () => {
  const change = (rows: unknown[], headers = {}) => bulk('products/bulk', { rows }, headers);
  const priceOf = async (uuid: string) =>
    (await shop.get<{ price: string }>(`/api/admin/products/${uuid}`, staff)).body.price;

  it('answers each row in order, changes what it can, and leaves an entry for each product that changed', async () => {
    const [one, two, three, four] = [
      await aProduct(shop),
      await aProduct(shop),
      await aProduct(shop),
      await aProduct(shop),
    ];
    const { body: known } = await shop.get(`/api/admin/products/${three.uuid}`, staff);
    const before = await auditTrail(shop);
    const { status, body } = await change([
      { uuid: one.uuid, changes: { price: '12.34', published: false } },
      { slug: ` ${two.slug.toUpperCase()}`, changes: { name: 'Renamed', tax_rate: 700 } },
      { uuid: three.uuid, updated: known['updated'], changes: { name: three.name } },
      { uuid: four.uuid, changes: { price: 'free', color: 'red' } },
      { uuid: crypto.randomUUID(), changes: { price: '1.00' } },
      { uuid: four.uuid, changes: { price: '5.00', brand: 'nobody' } },
      { uuid: one.uuid, slug: 5, changes: {} },
      { uuid: two.uuid, updated: known['updated'], changes: { price: '9.99' } },
      'a text',
      { changes: {} },
    ]);
    expect(status).toBe(200);
    expect(outcomes(body)).toEqual(['changed', 'changed', 'unchanged', 4000, 1011, 1013, 4000, 1510, 4000, 4000]);
    expect(body.results.map(({ index }) => index)).toEqual(body.results.map((_, index) => index));
    expect(body.results.slice(0, 4).map(({ uuid }) => uuid)).toEqual([one.uuid, two.uuid, three.uuid, four.uuid]);
    expect(body.results[3]?.error?.details).toEqual([
      { field: 'changes.color', errors: ['property color should not exist'] },
      { field: 'changes.price', errors: [expect.any(String)] },
    ]);
    expect(await priceOf(one.uuid)).toBe('12.34');
    expect((await shop.get(`/api/admin/products/${two.uuid}`, staff)).body).toMatchObject({
      name: 'Renamed',
      tax_rate: 700,
    });
    expect((await shop.get(`/api/admin/products/${three.uuid}`, staff)).body).toEqual(known);
    const entries = (await auditTrail(shop)).slice(before.length);
    expect(entries.map(({ action }) => action)).toEqual(['product.change', 'product.change']);
  });

  it('takes many rows in one large body, and at most 500', async () => {
    const { uuid } = await aProduct(shop);
    const description = 'x'.repeat(1_000);
    const rows = Array.from({ length: 120 }, (_, index) => ({ uuid, changes: { price: `${index}.50`, description } }));
    expect(JSON.stringify(rows).length).toBeGreaterThan(100 * 1024);
    const { status, body } = await change(rows);
    expect([status, new Set(outcomes(body)).size, body.results.length]).toEqual([200, 1, 120]);
    expect(await priceOf(uuid)).toBe('119.50');
    expect((await change(Array.from({ length: 501 }, () => rows[0]))).status).toBe(400);
  });

  it('is done once per key, however often it is sent, and again only where it failed', async () => {
    const [one, two] = [await aProduct(shop), await aProduct(shop)];
    const headers = { 'idempotency-key': 'sale' };
    const rows = [
      { uuid: one.uuid, changes: { price: '7.00' } },
      { uuid: two.uuid, changes: { brand: 'later' } },
    ];
    const answers = await fifty(() => change(rows, headers));
    expect(new Set(statuses(answers))).toEqual(new Set([200, 409]));
    const first = await change(rows, headers);
    expect(outcomes(first.body)).toEqual(['changed', 1013]);
    expect(await auditTrail(shop, `product/${one.uuid}`)).toHaveLength(1);
    await shop.post('/api/admin/brands', { ...staff, body: { name: 'Later', slug: 'later' } });
    expect(outcomes((await change(rows, headers)).body)).toEqual(['changed', 'changed']);
    const replay = await change(rows, headers);
    expect([replay.headers['idempotent-replayed'], outcomes(replay.body)]).toEqual(['true', ['changed', 'changed']]);
    expect((await change(rows.toReversed(), headers)).body).toMatchObject({ code: 4022 });
  });
});

describe('bulk work on orders', () => {
  it('ships everything of each order once, also when fifty ask at once', async () => {
    const [one, two] = [await anOrder(), await anOrder()];
    const rows = [
      { uuid: one, tracking_number: '0034' },
      { uuid: two, carrier: 'UPS' },
      { uuid: crypto.randomUUID() },
      { uuid: one, tracking_url: 'nowhere' },
    ];
    const answers = await fifty(() => bulk('orders/bulk/ship', { carrier: 'DHL', rows }));
    expect(new Set(statuses(answers))).toEqual(new Set([200]));
    const shipped = answers.flatMap(({ body }) => body.results).filter(({ status }) => status === 'changed');
    expect(shipped).toHaveLength(2);
    expect(new Set(shipped.map(({ uuid }) => uuid))).toEqual(new Set([one, two]));
    expect(answers.every(({ body }) => outcomes(body)[2] === 1001 && outcomes(body)[3] === 4000)).toBe(true);
    const parcels = await shop.rows<{ carrier: string; tracking_number: string | null }>(
      `select carrier, tracking_number from shipments join orders on orders.id = order_id where orders.uuid in (?, ?) order by 1`,
      [one, two],
    );
    expect(parcels).toEqual([
      { carrier: 'DHL', tracking_number: '0034' },
      { carrier: 'UPS', tracking_number: null },
    ]);
  });

  it('ships with a key once, and answers the same again', async () => {
    const order = await anOrder();
    const ask = () =>
      bulk('orders/bulk/ship', { carrier: 'DHL', rows: [{ uuid: order }] }, { 'idempotency-key': 'ship' });
    expect(outcomes((await ask()).body)).toEqual(['changed']);
    expect(await ask()).toMatchObject({
      headers: { 'idempotent-replayed': 'true' },
      body: { results: [{ uuid: order }] },
    });
  });

  it('tags and untags, row by row', async () => {
    const [one, two] = [await anOrder(), await anOrder()];
    const ask = (verb: string) =>
      bulk(`orders/bulk/${verb}`, { tag: 'VIP', rows: [{ uuid: one }, { uuid: 'x' }, { uuid: two }] });
    expect(outcomes((await ask('tag')).body)).toEqual(['changed', 4000, 'changed']);
    expect(outcomes((await ask('tag')).body)).toEqual(['unchanged', 4000, 'unchanged']);
    expect((await shop.get(at(one), staff)).body['tags']).toEqual(['vip']);
    expect(outcomes((await ask('untag')).body)).toEqual(['changed', 4000, 'changed']);
    expect((await bulk('orders/bulk/tag', { tag: 'a b', rows: [{ uuid: one }] })).status).toBe(400);
  });

  it('prints the invoices of orders in one PDF, in their order', async () => {
    const [one, two, three] = [await anOrder(), await anOrder(), await anOrder()];
    const numbers = await Promise.all(
      [two, one, three].map(async (order) => {
        const list = await shop.get<{ results: { number: string }[] }>(`/api/orders/${order}/invoices`, who);
        return list.body.results[0]?.number ?? '';
      }),
    );
    const print = (orders: string[]) =>
      shop.app.inject({
        method: 'POST',
        url: '/api/admin/orders/bulk/print',
        headers: { authorization: `Bearer ${admin.token}` },
        payload: { orders },
      });
    const answer = await print([two, one, three]);
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'application/pdf']);
    const pdf = await getDocumentProxy(new Uint8Array(answer.rawPayload));
    const { text } = await extractText(pdf, { mergePages: false });
    expect(text).toHaveLength(3);
    for (const [page, number] of numbers.entries()) {
      expect(text[page]).toContain(number);
      expect(text[page]).toContain('1 of 1');
    }
    const unpaid = await shop.post('/api/bucket', {
      ...who,
      body: { product: (await aProduct(shop)).uuid, quantity: 1 },
    });
    expect(unpaid.status).toBe(200);
    const cash = await shop.post<{ order_uuid: string }>('/api/orders', {
      ...who,
      body: { payment: 'cash', shipping_address: shippingAddress },
    });
    const refused = await print([one, cash.body.order_uuid]);
    expect([refused.statusCode, refused.json()]).toMatchObject([
      404,
      { code: 1072, details: { orders: [cash.body.order_uuid] } },
    ]);
  });
});

describe('the page of a customer', () => {
  const lists = ['orders', 'support/tickets', 'reviews', 'returns'];
  const read = async (uuid: string) =>
    (await shop.get<{ lifetime_value: Record<string, unknown>[] }>(`/api/admin/customers/${uuid}`, staff)).body;

  it('tells what was paid and given back by currency, and the orders that are not canceled', async () => {
    const customer = await aCustomer(shop);
    const own = { token: customer.token };
    expect(await read(customer.uuid)).toMatchObject({ uuid: customer.uuid, role: 'customer', lifetime_value: [] });
    const product = await aProduct(shop, { price: 5_000 });
    const [first, second, canceled] = [
      await paidOrder(shop, own, [product]),
      await paidOrder(shop, own, [product]),
      await paidOrder(shop, own, [product]),
    ];
    await shop.post(at(second, '/refunds'), { ...staff, body: { amount: '20.00' } });
    await shop.put(at(canceled, '/status'), { ...staff, body: { status: 'canceled' } });
    const moments = await shop.rows<{ created_at: string }>(
      'select created_at from orders where uuid in (?, ?) order by id',
      [first, second],
    );
    const { lifetime_value } = await eventually(
      () => read(customer.uuid),
      (found) => found.lifetime_value[0]?.['refunded'] === '70.00',
    );
    expect(lifetime_value).toEqual([
      {
        currency: 'EUR',
        paid: '150.00',
        refunded: '70.00',
        value: '80.00',
        orders: 2,
        first_order: new Date(moments[0]?.created_at ?? 0).toISOString(),
        last_order: new Date(moments[1]?.created_at ?? 0).toISOString(),
      },
    ]);
    // Another shop's currency of earlier days, of three decimals.
    await shop.rows(`update orders set currency = 'KWD' where uuid = ?`, [first]);
    expect((await read(customer.uuid)).lifetime_value).toMatchObject([
      { currency: 'EUR', value: '30.00', orders: 1 },
      { currency: 'KWD', value: '5.000', orders: 1 },
    ]);
    for (const nobody of [crypto.randomUUID(), 'nobody'])
      expect((await shop.get(`/api/admin/customers/${nobody}`, staff)).status).toBe(404);
  });

  /** So many rows that an index pays. */
  async function manyOfOthers(order: string): Promise<void> {
    const found = await shop.rows<{ name: string }>(
      `select column_name as name from information_schema.columns
       where table_name = 'orders' and is_generated = 'NEVER' and column_name not in ('id', 'uuid')`,
    );
    const columns = found.map(({ name }) => name).join();
    await shop.rows(
      `with others as (
         insert into orders (uuid, ${columns}) select gen_random_uuid(), ${columns} from orders, generate_series(1, 1000)
         where uuid = ? returning id
       ) insert into returns (uuid, order_id, status, reason, created_at)
         select gen_random_uuid(), id, 'requested', 'late', now() from others`,
      [order],
    );
    await shop.rows('analyze orders, returns');
  }

  it.each(lists)('finds the own rows in the list of %s, by an index', async (list) => {
    const [customer, other] = [await aCustomer(shop), await aCustomer(shop)];
    for (const { token } of [customer, other]) {
      const own = { token };
      const product = await aProduct(shop);
      const order = await deliveredOrder(shop, staff, own, [product]);
      const detail = await shop.get<{ products: { order_product_uuid: string }[] }>(at(order), staff);
      const lines = [{ order_product_uuid: detail.body.products[0]?.order_product_uuid, quantity: 1 }];
      await shop.post(`/api/orders/${order}/returns`, { ...own, body: { reason: 'too big', lines } });
      await shop.post('/api/support/tickets', { ...own, body: { subject: 'Late', text: 'Where is it?' } });
      await shop.post(`/api/products/${product.uuid}/reviews`, { ...own, body: { rating: 4 } });
    }
    const ask = () =>
      shop.get<{ count: number; results: object[] }>(`/api/admin/${list}?customer=${customer.uuid}`, staff);
    const { status, body } = await ask();
    expect([status, body.count, body.results.length]).toEqual([200, 1, 1]);
    expect((await shop.get(`/api/admin/${list}?customer=me`, staff)).status).toBe(400);
    const table = list.split('/').at(-1);
    await manyOfOthers(await anOrder());
    const counts = (await statementsOf(ask)).filter(({ text }) => text.includes('count(*)'));
    const statement = counts.find(({ text }) => text.includes(`from "${table}"`));
    if (!statement) throw new Error('no statement');
    const plan = await planOf(shop, statement, 'set enable_seqscan = off');
    expect(plan).toContain(list === 'returns' ? 'orders_of_customer' : `${table}_of_customer`);
  });
});
