import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Answers } from '../src/catalog/answers.js';
import { Config } from '../src/config/config.js';
import { Changes } from '../src/database/changes.js';
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

describe('what the catalogue has answered', () => {
  it('is answered again without asking the database', async () => {
    const { uuid } = await aProduct(here);
    for (const url of [`/api/products/${uuid}`, '/api/products?page_size=7', '/api/categories', '/api/brands']) {
      const first = await here.get(url);
      let again = first;
      const statements = await statementsOf(async () => (again = await here.get(url)));
      expect(statements).toEqual([]);
      expect([again.status, again.body, again.headers['etag']]).toEqual([200, first.body, first.headers['etag']]);
      expect(again.headers['cache-control']).toBe('public, no-cache');
      const unchanged = await here.get(url, { headers: { 'if-none-match': String(first.headers['etag']) } });
      expect(unchanged.status).toBe(304);
    }
  });

  it('is forgotten before a change is answered, by the process that makes it', async () => {
    const { token } = await aCustomer(here, 'admin');
    const { uuid } = await aProduct(here);
    for (let cents = 10; cents < 40; cents++) {
      const price = `1.${cents}`;
      await here.put(`/api/admin/products/${uuid}`, { token, body: { price } });
      expect(await priceAt(here, uuid)).toBe(price);
    }
  });

  it('is the last state when fifty change it and fifty look at once', async () => {
    const { token } = await aCustomer(here, 'admin');
    const { uuid } = await aProduct(here);
    const changes = Array.from({ length: 50 }, (_, cents) =>
      here.put(`/api/admin/products/${uuid}`, { token, body: { price: `2.${cents + 10}` } }),
    );
    await Promise.all([...changes, ...Array.from({ length: 50 }, () => priceAt(here, uuid))]);
    const [row] = await here.rows<{ price: number }>(`select price from products where uuid = '${uuid}'`);
    expect(await priceAt(here, uuid)).toBe(((row?.price ?? 0) / 100).toFixed(2));
  });

  it('is forgotten within a second by the other processes, and where nobody tells of a change', async () => {
    const { token } = await aCustomer(here, 'admin');
    const { uuid } = await aProduct(here);
    await priceAt(there, uuid);
    await here.put(`/api/admin/products/${uuid}`, { token, body: { price: '3.30' } });
    await expect.poll(() => priceAt(there, uuid), { timeout: 700, interval: 20 }).toBe('3.30');
    await here.rows(`update products set price = 440 where uuid = '${uuid}'`);
    await expect.poll(() => priceAt(there, uuid), { timeout: 1_200, interval: 20 }).toBe('4.40');
  });

  it('is forgotten by others again after their connection was lost', async () => {
    const { token } = await aCustomer(here, 'admin');
    const { uuid } = await aProduct(here);
    const listening = `from pg_stat_activity where application_name = 'magazin changes' and datname = current_database()`;
    const listeners = async () => (await here.rows<{ n: number }>(`select count(*)::int as n ${listening}`))[0]?.n;
    expect(await listeners()).toBe(2);
    await here.rows(`select pg_terminate_backend(pid) ${listening}`);
    await expect.poll(listeners, { timeout: 5_000 }).toBe(2);
    await priceAt(there, uuid);
    await here.put(`/api/admin/products/${uuid}`, { token, body: { price: '5.50' } });
    await expect.poll(() => priceAt(there, uuid), { timeout: 700, interval: 20 }).toBe('5.50');
  });

  it('shows what an order has left, and sells nothing', async () => {
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
    expect(await buy(there, 1)).not.toBe(201);
    await expect.poll(() => stockAt(there), { timeout: 1_200 }).toBe(0);
  });

  it('is another at another address of the shop', async () => {
    const { uuid } = await aProduct(here);
    const at = (host: string) => here.get(`/api/products?page_size=1`, { headers: { host } });
    expect(uuid).toBeTruthy();
    expect(String((await at('one.test')).body['next'])).toMatch(/^http:\/\/one\.test\//);
    expect(String((await at('two.test')).body['next'])).toMatch(/^http:\/\/two\.test\//);
  });

  it('is kept, unless RESPONSE_CACHE_MIB is 0', async () => {
    const isKept = async (environment: NodeJS.ProcessEnv) => {
      const config = Config.read(environment);
      const answers = new Answers(new Changes(config), config);
      await answers.ask('/', () => Promise.resolve({}));
      return answers.known('/') !== undefined;
    };
    expect([await isKept({}), await isKept({ RESPONSE_CACHE_MIB: '0' })]).toEqual([true, false]);
  });
});
