import { JwtService } from '@nestjs/jwt';
import { afterAll, describe, expect, it } from 'vitest';
import { HistoryService } from '../src/engagement/history/history.service.js';
import { ViewRecorder } from '../src/engagement/history/view-recorder.js';
import { maxPairs, ViewBuffer } from '../src/engagement/history/view-buffer.js';
import { aCustomer, aProduct } from './factories/index.js';
import { eventually } from './support/eventually.js';
import { many } from './support/many.js';
import { max, shippingAddress } from './support/purchase.js';
import { killServers, Server } from './support/server.js';
import { secret, Shop, useShop } from './support/shop.js';

const shop = useShop();
afterAll(() => killServers());

type Who = { token?: string; headers?: Record<string, string> };
type Views = { count: number; results: { product: { uuid: string; price: string }; viewed: string }[] };

const aGuest = async () => {
  const { body } = await shop.post<{ guest_token: string }>('/api/guest', { body: {} });
  return { headers: { 'x-guest-token': body.guest_token } };
};
const look = (product: { uuid: string }, who: Who = {}) => shop.get(`/api/products/${product.uuid}`, who);
const viewsOf = async (who: Who) =>
  (await shop.get<Views>('/api/history/views', who)).body.results.map(({ product }) => product.uuid);
const flush = () => shop.app.get(ViewRecorder).flush();
const recordedViewsOf = async (who: Who) => {
  await flush();
  return viewsOf(who);
};
const record = (who: Who, record_views: unknown) =>
  shop.put('/api/history/settings', { ...who, body: { record_views } });
const counts = (uuid: string) =>
  shop.rows<{ product: string; views: number }>(
    `select products.uuid as product, views from product_views join customers on customers.id = customer_id
     join products on products.id = product_id where customers.uuid = ? order by viewed_at desc`,
    [uuid],
  );
describe('views', () => {
  it('lists what a customer looked at as the catalog shows it, latest first, each product once', async () => {
    const customer = await aCustomer(shop);
    const [first, second] = [await aProduct(shop, { price: 990 }), await aProduct(shop)];
    for (const product of [first, second, first]) expect((await look(product, customer)).status).toBe(200);
    await eventually(
      () => viewsOf(customer),
      ([latest, other]) => latest === first.uuid && other === second.uuid,
    );
    const { body } = await shop.get<Views>('/api/history/views', customer);
    expect(body).toMatchObject({ count: 2, results: [{ product: { price: '9.90' } }, {}] });
    expect(await counts(customer.uuid)).toMatchObject([{ views: 2 }, { views: 1 }]);
    await shop.rows('update products set published = false where id = ?', [first.id]);
    expect(await viewsOf(customer)).toEqual([second.uuid]);
  });

  it('are recorded from the response cache too, and where the client already has the answer', async () => {
    const [one, other, product] = [await aCustomer(shop), await aCustomer(shop), await aProduct(shop)];
    const { headers } = await look(product, one);
    const cached = { token: other.token, headers: { 'if-none-match': String(headers['etag']) } };
    expect((await look(product, cached)).status).toBe(304);
    for (const who of [one, other]) expect(await recordedViewsOf(who)).toEqual([product.uuid]);
  });

  it('are recorded by any spelling of the slug, and by a former one', async () => {
    const customer = await aCustomer(shop);
    const product = await aProduct(shop, { slug: 'ёлка-1' });
    for (const slug of ['ёлка-1', 'ЁЛКА-1', 'ёлка-1'.normalize('NFD')])
      expect((await look({ uuid: encodeURIComponent(slug) }, customer)).status).toBe(200);
    await flush();
    await shop.rows("update products set slug = 'spruce-1' where id = ?", [product.id]);
    expect((await look({ uuid: encodeURIComponent('ёлка-1') }, customer)).status).toBe(200);
    expect(await recordedViewsOf(customer)).toEqual([product.uuid]);
    expect(await counts(customer.uuid)).toMatchObject([{ views: 4 }]);
  });

  it('are not recorded without a valid token, nor of a product that does not exist, nor of a list', async () => {
    const [customer, { token: revoked }, disabled] = [
      await aCustomer(shop),
      await aCustomer(shop),
      await aCustomer(shop),
    ];
    const product = await aProduct(shop);
    const jwt = shop.app.get(JwtService, { strict: false });
    const { sub, sid, iat } = jwt.decode<{ sub: string; sid: string; iat: number }>(customer.token);
    const claims = { sub, sid, typ: 'access' };
    const invalid = [
      jwt.sign({ ...claims, iat: iat - 700 }, { expiresIn: 600 }),
      jwt.sign(claims, { expiresIn: 600, secret: 'another secret of thirty-two characters' }),
      jwt.sign({ ...claims, sub: disabled.uuid }, { expiresIn: 600 }),
      customer.refresh,
      'garbage',
      'x'.repeat(5_000),
      revoked,
      disabled.token,
    ];
    await shop.post('/api/logout', { token: revoked });
    await shop.rows('update customers set disabled_at = now() where uuid = ?', [disabled.uuid]);
    await flush();
    const before = await shop.rows('select * from product_views');
    for (const token of invalid) expect((await look(product, { token })).status).toBe(200);
    await look(product);
    for (const guest of ['0199f0c1-5a3e-4c42-9d7a-2f4f0c6a1b11', 'banana'])
      await look(product, { headers: { 'x-guest-token': guest } });
    await look({ uuid: '0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b11' }, customer);
    await shop.get('/api/products', customer);
    await flush();
    expect(await shop.rows('select * from product_views')).toEqual(before);
    // What is not wrong with them.
    await look(product, { token: jwt.sign(claims, { expiresIn: 600 }) });
    expect(await recordedViewsOf(customer)).toEqual([product.uuid]);
  });

  it('of fifty customers at once, on two processes, are counted rightly', async () => {
    const second = new Shop();
    await second.start({ DATABASE_URL: shop.databaseUrl });
    const customers = await many(50, () => aCustomer(shop));
    const products = (await many(10, () => aProduct(shop))).toSorted((a, b) => a.id - b.id);
    for (let round = 0; round < 20; round++)
      await many(50, async (turn) => {
        const url = `/api/products/${products[round % 10]?.uuid}`;
        const at = (turn + round) % 3 === 0 ? second : shop;
        expect((await at.get(url, { token: customers[turn]?.token ?? '' })).status).toBe(200);
      });
    await second.stop();
    await flush();
    const rows = await shop.rows<{ views: number }>('select views from product_views where product_id >= ?', [
      products[0]?.id,
    ]);
    expect(rows).toHaveLength(500);
    expect(rows.filter(({ views }) => views === 2)).toHaveLength(500);
  });

  it('are kept for the 500 latest products of a customer, and for 180 days', async () => {
    const [customer, other] = [await aCustomer(shop), await aCustomer(shop)];
    await shop.rows(
      `insert into products (uuid, slug, name, price, created_at, updated_at)
       select gen_random_uuid(), 'viewed-' || n, 'Viewed', 1, now(), now() from generate_series(1, 500) n`,
    );
    const fill = ({ uuid }: { uuid: string }, age: string) =>
      shop.rows(
        `insert into product_views (customer_id, product_id, viewed_at, views)
         select customers.id, products.id, now() - ?::interval - products.id * interval '1 s', 1
         from customers, products where customers.uuid = ? and slug like 'viewed-%'`,
        [age, uuid],
      );
    await fill(customer, '1 day');
    const product = await aProduct(shop);
    await look(product, customer);
    expect((await recordedViewsOf(customer))[0]).toBe(product.uuid);
    const { body } = await shop.get<Views>('/api/history/views', customer);
    expect(body.count).toBe(500);
    const oldest = `select slug from products join product_views on product_id = products.id
      join customers on customers.id = customer_id where customers.uuid = ? order by viewed_at limit 1`;
    expect(await shop.rows(oldest, [customer.uuid])).toEqual([{ slug: 'viewed-499' }]);

    await fill(other, '181 days');
    await look(product, other);
    expect((await recordedViewsOf(other))[0]).toBe(product.uuid);
    await shop.app.get(HistoryService).deleteExpired();
    expect(await viewsOf(other)).toEqual([product.uuid]);
    expect(await counts(customer.uuid)).toHaveLength(500);
  });

  it('are deleted, all or one, with those that are not written yet; what another process still holds is not', async () => {
    const [customer, other] = [await aCustomer(shop), await aCustomer(shop)];
    const [first, second] = [await aProduct(shop), await aProduct(shop)];
    const beside = new Shop();
    await beside.start({ DATABASE_URL: shop.databaseUrl });
    for (const who of [customer, other]) for (const product of [first, second]) await look(product, who);
    const url = `/api/history/views/${first.uuid}`;
    expect((await shop.delete(url, customer)).status).toBe(204);
    expect(await shop.delete(url, customer)).toMatchObject({ status: 404, body: { code: 1230 } });
    expect(await viewsOf(customer)).toEqual([second.uuid]);
    await look(first, customer);
    await beside.get(`/api/products/${first.uuid}`, customer);
    expect((await shop.delete('/api/history/views', customer)).status).toBe(204);
    await beside.stop();
    expect(await viewsOf(customer)).toEqual([]);
    expect(await viewsOf(other)).toHaveLength(2);
    await look(second, customer);
    expect(await recordedViewsOf(customer)).toEqual([second.uuid]);
  });

  it('are not recorded while switched off, of fifty at once neither; switching on forgets what was viewed before', async () => {
    const customer = await aCustomer(shop);
    const products = await many(50, () => aProduct(shop));
    expect((await shop.get('/api/history/settings', customer)).body).toEqual({ record_views: true });
    for (const wrong of ['yes', 1, null]) expect((await record(customer, wrong)).status).toBe(400);
    await look(products[0] ?? { uuid: '' }, customer);
    expect(await recordedViewsOf(customer)).toHaveLength(1);
    await many(50, async (turn) => {
      if (turn === 25) expect((await record(customer, false)).body).toEqual({ record_views: false });
      await look(products[turn] ?? { uuid: '' }, customer);
    });
    await flush();
    expect(await viewsOf(customer)).toEqual([]);
    await look(products[1] ?? { uuid: '' }, customer);
    expect((await record(customer, true)).body).toEqual({ record_views: true });
    // In doubt of some milliseconds, a view is of before.
    const recorded = await eventually(
      async () => {
        await look(products[2] ?? { uuid: '' }, customer);
        return recordedViewsOf(customer);
      },
      ({ length }) => length > 0,
    );
    expect(recorded).toEqual([products[2]?.uuid]);
    expect((await record(customer, true)).status).toBe(200);
    expect(await viewsOf(customer)).toHaveLength(1);
  });

  it('of a guest are merged once where the signed-in customer carries the guest token, or deleted if not wanted', async () => {
    const [guest, { token, uuid }] = [await aGuest(), await aCustomer(shop)];
    const [shared, own, guests] = [await aProduct(shop), await aProduct(shop), await aProduct(shop)];
    for (const product of [shared, own]) await look(product, { token });
    for (const product of [shared, guests]) await look(product, guest);
    const both = { token, ...guest };
    expect(await recordedViewsOf(both)).toEqual([guests.uuid, shared.uuid, own.uuid]);
    await many(50, () => viewsOf(both));
    expect(await counts(uuid)).toMatchObject([{ views: 1 }, { views: 2 }, { views: 1 }]);
    expect(await viewsOf(guest)).toEqual([]);

    await record({ token }, false);
    await look(own, guest);
    expect(await recordedViewsOf(guest)).toEqual([own.uuid]);
    expect(await viewsOf(both)).toEqual([]);
    expect(await viewsOf(guest)).toEqual([]);
  });

  it('that a killed process has not written are lost, all others stay; a stopped one loses none', async () => {
    const customer = await aCustomer(shop);
    const [written, last, stopped] = [await aProduct(shop), await aProduct(shop), await aProduct(shop)];
    const environment = { DATABASE_URL: shop.databaseUrl, JWT_SECRET: secret, DATA_DIR: shop.folder };
    const headers = { authorization: `Bearer ${customer.token}` };
    const fetched = async (server: Server, { uuid }: { uuid: string }) =>
      expect((await fetch(`${await server.ready()}/api/products/${uuid}`, { headers })).status).toBe(200);
    const killed = new Server(environment);
    await fetched(killed, written);
    await eventually(
      () => viewsOf(customer),
      ({ length }) => length === 1,
    );
    await fetched(killed, last);
    await killed.kill();
    const terminated = new Server(environment);
    await fetched(terminated, stopped);
    expect(await terminated.terminate()).toBe(0);
    const kept = await viewsOf(customer);
    expect(kept.filter((uuid) => uuid !== last.uuid)).toEqual([stopped.uuid, written.uuid]);
  });
});

describe('view buffer', () => {
  it('keeps one entry for each caller and product, and no more than its limit', () => {
    const buffer = new ViewBuffer();
    for (let at = 0; at < maxPairs + 50; at++) buffer.add(`caller ${at % 100}`, `product ${Math.floor(at / 100)}`, at);
    buffer.add('caller 7', 'product 0', maxPairs + 50);
    const { callers, dropped } = buffer.drain();
    expect([...callers.values()].reduce((sum, { size }) => sum + size, 0)).toBe(maxPairs);
    expect(dropped).toBe(50);
    expect(callers.get('caller 7')?.get('product 0')).toEqual({ at: maxPairs + 50, views: 2 });
    expect(buffer.drain()).toEqual({ callers: new Map(), dropped: 0 });
  });
});

describe('purchases', () => {
  const buy = async (who: Who, lines: [{ uuid: string }, number][]) => {
    for (const [{ uuid }, quantity] of lines)
      expect((await shop.post('/api/bucket', { ...who, body: { product: uuid, quantity } })).status).toBe(200);
    const { status, body } = await shop.post<{ order_uuid: string }>('/api/orders', {
      ...who,
      body: { payment: 'cash', email: max.email, shipping_address: shippingAddress },
    });
    expect(status).toBe(201);
    return body.order_uuid;
  };
  const purchasesOf = async (who: Who) =>
    (await shop.get<{ count: number; results: object[] }>('/api/history/purchases', who)).body;
  const buyAgain = (who: Who, order: string) =>
    shop.post<{ lines: { added: number }[] }>(`/api/history/purchases/${order}/buy-again`, who);
  const bucketOf = async (who: Who) =>
    (await shop.get<{ results: { product: string; quantity: number }[] }>('/api/bucket', who)).body.results;

  it.each([
    ['a customer', async () => aCustomer(shop)],
    ['a guest', aGuest],
  ])('of %s are listed once, latest first, without canceled orders', async (_, someone) => {
    const [me, stranger] = [await someone(), await aCustomer(shop)];
    const [twice, gone, canceled] = [await aProduct(shop), await aProduct(shop), await aProduct(shop)];
    await buy(me, [
      [twice, 2],
      [gone, 1],
    ]);
    await buy(me, [[twice, 3]]);
    const order = await buy(me, [[canceled, 1]]);
    await buy(stranger, [[canceled, 1]]);
    expect((await shop.put(`/api/orders/${order}/set_canceled`, me)).status).toBe(200);
    await shop.rows('delete from products where id = ?', [gone.id]);
    const isoMoment = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(await purchasesOf(me)).toMatchObject({
      count: 2,
      results: [
        {
          product: { uuid: twice.uuid, price: '3.00' },
          name: twice.name,
          times: 2,
          quantity: 5,
          last_bought: isoMoment,
        },
        { product: null, name: gone.name, times: 1, quantity: 1 },
      ],
    });
    await shop.rows('update products set published = false where id = ?', [twice.id]);
    expect((await purchasesOf(me)).results[0]).toMatchObject({ product: null, name: twice.name });
  });

  it('are put into the bucket again, as many as are available, with the reason for the rest', async () => {
    const [me, stranger] = [await aCustomer(shop), await aCustomer(shop)];
    const [all, few, none, hidden, gone] = [
      await aProduct(shop),
      await aProduct(shop),
      await aProduct(shop),
      await aProduct(shop),
      await aProduct(shop),
    ];
    const order = await buy(
      me,
      [all, few, none, hidden, gone].map((product) => [product, 5]),
    );
    await shop.rows('update products set on_hand = allocated + 3 where id = ?', [few.id]);
    await shop.rows('update products set on_hand = allocated + 0 where id = ?', [none.id]);
    await shop.rows('update products set published = false where id = ?', [hidden.id]);
    await shop.rows('delete from products where id = ?', [gone.id]);
    expect(await buyAgain(stranger, order)).toMatchObject({ status: 404, body: { code: 1001 } });
    const { status, body } = await buyAgain(me, order);
    const line = ({ uuid, name }: typeof all, added: number, reason: string | null) => ({
      product: uuid,
      name,
      quantity: 5,
      added,
      reason,
    });
    expect([status, body]).toEqual([
      200,
      {
        lines: [
          line(all, 5, null),
          line(few, 3, 'not_enough_stock'),
          line(none, 0, 'not_enough_stock'),
          line(hidden, 0, 'not_available'),
          line(gone, 0, 'not_available'),
        ],
      },
    ]);
    expect(await bucketOf(me)).toMatchObject([
      { product: all.uuid, quantity: 5 },
      { product: few.uuid, quantity: 3 },
    ]);
  });

  it('are put into the bucket again by fifty requests at once, up to the stock; 999 units and 100 lines are limits', async () => {
    const me = await aCustomer(shop);
    const [scarce, plenty, extra] = [
      await aProduct(shop),
      await aProduct(shop, { stock: 5_000 }),
      await aProduct(shop),
    ];
    const order = await buy(me, [
      [scarce, 3],
      [plenty, 30],
    ]);
    await shop.rows('update products set on_hand = allocated + 100 where id = ?', [scarce.id]);
    const answers = await many(50, async () => (await buyAgain(me, order)).body.lines.map(({ added }) => added));
    const sum = (line: number) => answers.reduce((total, added) => total + (added[line] ?? 0), 0);
    expect([sum(0), sum(1)]).toEqual([100, 999]);
    expect(await bucketOf(me)).toMatchObject([{ quantity: 100 }, { quantity: 999 }]);
    expect((await buyAgain(me, order)).body).toMatchObject({
      lines: [
        { added: 0, reason: 'not_enough_stock' },
        { added: 0, reason: 'quantity_limit' },
      ],
    });

    const another = await aCustomer(shop);
    const small = await buy(another, [[extra, 1]]);
    await shop.rows(
      `insert into bucket_lines (uuid, bucket_id, product_id, quantity, price_seen, created_at, updated_at)
       select gen_random_uuid(), buckets.id, products.id, 1, 1, now(), now()
       from buckets join customers on customers.id = customer_id,
         (select id from products where id <> ? limit 100) products where customers.uuid = ?`,
      [extra.id, another.uuid],
    );
    expect((await buyAgain(another, small)).body).toMatchObject({ lines: [{ added: 0, reason: 'bucket_full' }] });
  });
});
