import { JwtService } from '@nestjs/jwt';
import { describe, expect, it } from 'vitest';
import { HistoryService } from '../src/engagement/history/history.service.js';
import { maxPairs, ViewBuffer } from '../src/engagement/history/view-buffer.js';
import { aCustomer, aProduct } from './factories/index.js';
import { eventually } from './support/eventually.js';
import { many } from './support/many.js';
import { max } from './support/purchase.js';
import { Shop, useShop } from './support/shop.js';

const shop = useShop();

type Who = { token?: string; headers?: Record<string, string> };
type Views = { count: number; results: { product: { uuid: string; price: string }; viewed: string }[] };

const aGuest = async () => {
  const { body } = await shop.post<{ guest_token: string }>('/api/guest', { body: {} });
  return { headers: { 'x-guest-token': body.guest_token } };
};
const look = (product: { uuid: string }, who: Who = {}) => shop.get(`/api/products/${product.uuid}`, who);
const viewsOf = async (who: Who) =>
  (await shop.get<Views>('/api/history/views', who)).body.results.map(({ product }) => product.uuid);
/** A view appears with the next flush. */
const viewsOfEventually = (who: Who, count: number) =>
  eventually(
    () => viewsOf(who),
    ({ length }) => length === count,
  );
const record = (who: Who, record_views: unknown) =>
  shop.put('/api/history/settings', { ...who, body: { record_views } });
const counts = (uuid: string) =>
  shop.rows<{ product: string; views: number }>(
    `select products.uuid as product, views from product_views join customers on customers.id = customer_id
     join products on products.id = product_id where customers.uuid = ? order by viewed_at desc`,
    [uuid],
  );
/** Views that somebody else made before are written by now: each process writes them in order. */
const flushed = async () => {
  const [witness, product] = [await aCustomer(shop), await aProduct(shop)];
  await look(product, witness);
  await viewsOfEventually(witness, 1);
};

describe('views', () => {
  it('lists what a customer looked at as the catalog shows it, latest first, each product once', async () => {
    const customer = await aCustomer(shop);
    const [first, second] = [await aProduct(shop, { price: 990 }), await aProduct(shop)];
    for (const product of [first, second, first]) expect((await look(product, customer)).status).toBe(200);
    expect(await viewsOfEventually(customer, 2)).toEqual([first.uuid, second.uuid]);
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
    for (const who of [one, other]) expect(await viewsOfEventually(who, 1)).toEqual([product.uuid]);
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
    const before = await shop.rows('select * from product_views');
    for (const token of invalid) expect((await look(product, { token })).status).toBe(200);
    await look(product);
    for (const guest of ['0199f0c1-5a3e-4c42-9d7a-2f4f0c6a1b11', 'banana'])
      await look(product, { headers: { 'x-guest-token': guest } });
    await look({ uuid: '0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b11' }, customer);
    await shop.get('/api/products', customer);
    await shop.post('/api/logout', { token: revoked });
    await shop.rows('update customers set disabled_at = now() where uuid = ?', [disabled.uuid]);
    await flushed();
    expect(await shop.rows('select * from product_views')).toHaveLength(before.length + 1);
    // What is not wrong with them.
    await look(product, { token: jwt.sign(claims, { expiresIn: 600 }) });
    expect(await viewsOfEventually(customer, 1)).toEqual([product.uuid]);
  });

  it('of fifty customers at once, on two processes, are counted rightly', async () => {
    const second = new Shop();
    await second.start({ DATABASE_URL: shop.databaseUrl });
    const customers = await many(50, () => aCustomer(shop));
    const products = (await many(10, () => aProduct(shop))).toSorted((a, b) => a.id - b.id);
    const processes = [shop, second];
    await many(50 * 20, async (turn) => {
      const [customer, product] = [customers[turn % 50], products[Math.floor(turn / 50) % 10]];
      await processes[turn % 2]?.get(`/api/products/${product?.uuid}`, { token: customer?.token ?? '' });
    });
    await second.stop();
    const rows = await eventually(
      () => shop.rows<{ views: number }>('select views from product_views where product_id >= ?', [products[0]?.id]),
      (all) => all.reduce((sum, { views }) => sum + views, 0) === 1_000,
    );
    expect(rows.filter(({ views }) => views === 2)).toHaveLength(500);
  });
});
