import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ResponseCache } from '../src/catalog/response-cache.js';
import { Config } from '../src/config/config.js';
import { Commits } from '../src/database/commits.js';
import { aCustomer, aProduct } from './factories/index.js';
import { freshDatabase, Shop } from './support/shop.js';
import { statementsOf } from './support/statements.js';

/** Two processes over one database. */
const [here, there] = [new Shop(), new Shop()];

beforeAll(async () => {
  const environment = { DATABASE_URL: await freshDatabase() };
  for (const shop of [here, there]) await shop.start(environment);
});
afterAll(() => Promise.all([here, there].map(({ app }) => app.close())));

const priceAt = async (shop: Shop, uuid: string) => (await shop.get(`/api/products/${uuid}`)).body['price'];

describe('response cache', () => {
  it('answers again without asking the database', async () => {
    const { uuid } = await aProduct(here);
    for (const url of [`/api/products/${uuid}`, '/api/products?page_size=7', '/api/categories', '/api/brands']) {
      // A second after the first request the entry has expired, and on a slow machine that is before the next request.
      const repeated = async () => {
        const first = await here.get(url);
        let again = first;
        const statements = await statementsOf(async () => (again = await here.get(url)));
        expect([again.status, again.body, again.headers['etag']]).toEqual([200, first.body, first.headers['etag']]);
        expect(again.headers['cache-control']).toBe('public, no-cache');
        return statements;
      };
      await expect.poll(repeated).toEqual([]);
      const first = await here.get(url);
      const unchanged = await here.get(url, { headers: { 'if-none-match': String(first.headers['etag']) } });
      expect(unchanged.status).toBe(304);
    }
  });

  it('is cleared before a change is answered, in the process that makes it', async () => {
    const { token } = await aCustomer(here, 'admin');
    const { uuid } = await aProduct(here);
    for (let cents = 10; cents < 40; cents++) {
      const price = `1.${cents}`;
      await here.put(`/api/admin/products/${uuid}`, { token, body: { price } });
      expect(await priceAt(here, uuid)).toBe(price);
    }
  });

  it('answers the last state after fifty changes and fifty reads at once', async () => {
    const { token } = await aCustomer(here, 'admin');
    const { uuid } = await aProduct(here);
    const changes = Array.from({ length: 50 }, (_, cents) =>
      here.put(`/api/admin/products/${uuid}`, { token, body: { price: `2.${cents + 10}` } }),
    );
    await Promise.all([...changes, ...Array.from({ length: 50 }, () => priceAt(here, uuid))]);
    const [row] = await here.rows<{ price: number }>(`select price from products where uuid = '${uuid}'`);
    expect(await priceAt(here, uuid)).toBe(((row?.price ?? 0) / 100).toFixed(2));
  });

  it('expires in other processes, and after a change by SQL', async () => {
    const { token } = await aCustomer(here, 'admin');
    const { uuid } = await aProduct(here);
    await priceAt(there, uuid);
    await here.put(`/api/admin/products/${uuid}`, { token, body: { price: '3.30' } });
    await expect.poll(() => priceAt(there, uuid)).toBe('3.30');
    await here.rows(`update products set price = 440 where uuid = '${uuid}'`);
    await expect.poll(() => priceAt(there, uuid)).toBe('4.40');
  });

  it('shows the stock that an order leaves, and never sells from the cache', async () => {
    const { uuid } = await aProduct(here, { stock: 3 });
    const stockAt = async (shop: Shop) => (await shop.get(`/api/products/${uuid}`)).body['stock'];
    const buy = async (shop: Shop, quantity: number) => {
      const { token } = await aCustomer(shop);
      await shop.post('/api/bucket', { token, body: { product: uuid, quantity } });
      return (await shop.post('/api/orders', { token, body: { payment: 'cash' } })).status;
    };
    expect(await stockAt(here)).toBe(3);
    expect(await buy(here, 2)).toBe(201);
    expect(await stockAt(here)).toBe(1);
    await stockAt(there);
    expect(await buy(here, 1)).toBe(201);
    // The bucket refuses the product (1043), so there is nothing to order (1083).
    expect(await buy(there, 1)).toBe(409);
    await expect.poll(() => stockAt(there)).toBe(0);
  });

  it('keeps the answers of different hosts apart', async () => {
    const { uuid } = await aProduct(here);
    const at = (host: string) => here.get(`/api/products?page_size=1`, { headers: { host } });
    expect(uuid).toBeTruthy();
    expect(String((await at('one.test')).body['next'])).toMatch(/^http:\/\/one\.test\//);
    expect(String((await at('two.test')).body['next'])).toMatch(/^http:\/\/two\.test\//);
  });

  it('keeps nothing when RESPONSE_CACHE_MIB is 0', async () => {
    const isKept = async (environment: NodeJS.ProcessEnv) => {
      const cache = new ResponseCache(Config.read(environment), new Commits());
      await cache.load('/', () => Promise.resolve({}));
      return cache.fresh('/') !== undefined;
    };
    expect([await isKept({}), await isKept({ RESPONSE_CACHE_MIB: '0' })]).toEqual([true, false]);
  });

  it('asks once for a key that is being loaded, and keeps no answer that a change has overtaken', async () => {
    const commits = new Commits();
    const cache = new ResponseCache(Config.read({}), commits);
    let loads = 0;
    const answer = Promise.withResolvers<object>();
    const load = () => {
      loads++;
      return answer.promise;
    };
    const waiting = Promise.all([cache.load('/', load), cache.load('/', load)]);
    commits.committed({ topics: new Set(['catalog']), actions: [] });
    answer.resolve({});
    await waiting;
    expect([loads, cache.fresh('/')]).toEqual([1, undefined]);
  });

  it('is bounded in bytes', async () => {
    const cache = new ResponseCache(Config.read({ RESPONSE_CACHE_MIB: '1' }), new Commits());
    for (let n = 0; n < 20; n++) await cache.load(`/${n}`, () => Promise.resolve('x'.repeat(100_000)));
    const kept = Array.from({ length: 20 }, (_, n) => cache.fresh(`/${n}`)).filter(Boolean);
    expect(kept.length).toBeGreaterThan(0);
    expect(kept.length).toBeLessThan(11);
  });
});
