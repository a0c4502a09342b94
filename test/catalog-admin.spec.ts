import { beforeAll, describe, expect, it } from 'vitest';
import { aCategory, aCustomer, type SignedIn } from './factories/index.js';
import { useShop } from './support/shop.js';

const shop = useShop();
let manager: SignedIn;

beforeAll(async () => {
  manager = await aCustomer(shop, 'catalog_manager');
});

type Body = Record<string, unknown> & { uuid: string; code: number };
const post = (url: string, body: object) => shop.post<Body>(url, { token: manager.token, body });
const put = (url: string, body: object) => shop.put<Body>(url, { token: manager.token, body });
const get = <Answer = Body>(url: string) => shop.get<Answer>(url, { token: manager.token });
const remove = (url: string) => shop.delete<Body>(url, { token: manager.token });

async function made(body: object): Promise<Body> {
  const answer = await post('/api/admin/products', { name: 'Thing', price: '1.00', ...body });
  expect(answer).toMatchObject({ status: 201 });
  return answer.body;
}

const keywordsOf = async (uuid: string) =>
  (await shop.rows<{ keywords: string }>('select keywords from products where uuid = ?', [uuid]))[0]?.keywords;

const found = async (search: string) =>
  (await shop.get<{ results: Body[] }>(`/api/products?search=${search}`)).body.results.map(({ uuid }) => uuid);

describe('who may', () => {
  const routes = [
    ['GET', '/api/admin/products'],
    ['POST', '/api/admin/products'],
    ['GET', '/api/admin/products/0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b44'],
    ['PUT', '/api/admin/products/0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b44'],
    ['DELETE', '/api/admin/products/0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b44'],
    ['GET', '/api/admin/brands'],
    ['POST', '/api/admin/brands'],
    ['DELETE', '/api/admin/brands/0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b44'],
    ['GET', '/api/admin/categories'],
    ['PUT', '/api/admin/categories/0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b44'],
    ['PUT', '/api/admin/products/0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b44/stock'],
    ['GET', '/api/admin/products/export'],
    ['POST', '/api/admin/products/import'],
    ['POST', '/api/admin/products/0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b44/images'],
  ] as const;

  it('no customer, no support, nobody without a token', async () => {
    const [customer, support] = [await aCustomer(shop), await aCustomer(shop, 'support')];
    for (const [method, url] of routes) {
      for (const { token } of [customer, support])
        expect(await shop.ask(method, url, { token })).toMatchObject({ status: 403, body: { code: 3003 } });
      expect(await shop.ask(method, url)).toMatchObject({ status: 403, body: { code: 3002 } });
    }
  });

  it('an admin', async () => {
    const { token } = await aCustomer(shop, 'admin');
    expect((await shop.get('/api/admin/products', { token })).status).toBe(200);
  });
});

describe('a brand', () => {
  it('is made, read, renamed and removed once no product has it', async () => {
    const created = await post('/api/admin/brands', { name: 'Acme' });
    expect(created).toMatchObject({ status: 201, body: { slug: 'acme', name: 'Acme' } });
    const url = `/api/admin/brands/${created.body.uuid}`;
    expect((await get(url)).body).toEqual(created.body);
    const { uuid } = await made({ brand: 'acme' });
    expect(await put(url, { name: 'Zyzzyva' })).toMatchObject({ status: 200, body: { slug: 'acme', name: 'Zyzzyva' } });
    expect(await keywordsOf(uuid)).toBe('Zyzzyva');
    expect(await found('zyzzyva')).toEqual([uuid]);
    expect(await remove(url)).toMatchObject({ status: 409, body: { code: 1015 } });
    await put(`/api/admin/products/${uuid}`, { brand: null });
    expect((await remove(url)).status).toBe(200);
    expect(await remove(url)).toMatchObject({ status: 404, body: { code: 1013 } });
    expect((await post('/api/admin/brands', { name: 'X', colour: 'red' })).body.code).toBe(4000);
    await post('/api/admin/brands', { name: 'Taken' });
    expect((await post('/api/admin/brands', { name: 'X', slug: 'taken' })).body.code).toBe(1014);
    expect((await get('/api/admin/brands')).body['count']).toBeGreaterThan(0);
  });

  it('is the only one of its name, in any letters, whoever writes at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, at) => post('/api/admin/brands', { name: at % 2 ? 'Ärztehaus' : 'ÄRZTEHAUS' })),
    );
    const statuses = answers.map(({ status }) => status).toSorted((a, b) => a - b);
    expect(statuses).toEqual([201, ...Array<number>(49).fill(409)]);
    expect(answers.find(({ status }) => status === 409)?.body.code).toBe(1511);
    const other = await post('/api/admin/brands', { name: 'Ärztehaus+' });
    expect(other.status).toBe(201);
    const url = `/api/admin/brands/${other.body.uuid}`;
    expect((await put(url, { name: 'ärztehaus' })).body.code).toBe(1511);
    expect((await put(url, { name: 'ÄRZTEHAUS+' })).status).toBe(200);
  });

  it('is one with single spaces and with more, and another in another script', async () => {
    const acme = await post('/api/admin/brands', { name: 'Acme \u00a0 Inc' });
    expect(acme.body).toMatchObject({ slug: 'acme-inc', name: 'Acme Inc' });
    expect((await post('/api/admin/brands', { name: 'Acme  Inc' })).body.code).toBe(1511);
    await shop.rows(`update brands set name = 'Acme  Inc' where slug = 'acme-inc'`);
    expect((await post('/api/admin/brands', { name: 'ACME INC' })).body.code).toBe(1511);
    for (const name of ['Vega', 'Вега', 'Βεγα'])
      expect([name, (await post('/api/admin/brands', { name })).status]).toEqual([name, 201]);
    for (const name of ['VÉGA', 'ВЕГА', 'βέγα'])
      expect([name, (await post('/api/admin/brands', { name })).body.code]).toEqual([name, 1511]);
  });

  it('is found by its last name, whoever writes at once', async () => {
    const brand = (await post('/api/admin/brands', { name: 'First' })).body.uuid;
    const category = (await post('/api/admin/categories', { name: 'Start' })).body.uuid;
    const products = await Promise.all(Array.from({ length: 4 }, () => made({})));
    const writes = Array.from({ length: 12 }, (_, turn) => [
      put(`/api/admin/brands/${brand}`, { name: `Brand${turn}` }),
      put(`/api/admin/categories/${category}`, { name: `Category${turn}` }),
      ...products.map(({ uuid }) =>
        put(`/api/admin/products/${uuid}`, { brand: turn % 2 ? brand : null, categories: turn % 3 ? [category] : [] }),
      ),
      made({ brand, categories: [category] }),
    ]).flat();
    const answers = await Promise.all(writes);
    expect(answers.filter((answer) => 'status' in answer && Number(answer.status) >= 400)).toEqual([]);
    const stale = await shop.rows(`
      select products.id, keywords from products
      where keywords <> concat_ws(' ', (select name from brands where brands.id = brand_id), (
        select string_agg(name, ' ' order by name, categories.id) from product_categories
        join categories on categories.id = category_id where product_id = products.id))`);
    expect(stale).toEqual([]);
  });
});

it.each(['brands', 'categories', 'products'])('a chosen slug of %s has one spelling', async (list) => {
  const more = list === 'products' ? { price: '1.00' } : {};
  const slug = 'Été-é'.normalize('NFD');
  const made = await post(`/api/admin/${list}`, { name: 'Été', slug, ...more });
  expect(made).toMatchObject({ status: 201, body: { slug: 'été-é' } });
  expect((await post(`/api/admin/${list}`, { name: 'Été 2', slug: 'été-é', ...more })).body.code).toBe(1014);
  expect((await put(`/api/admin/${list}/${made.body.uuid}`, { slug: 'né'.normalize('NFD') })).body).toMatchObject({
    slug: 'né',
  });
  expect((await shop.get(`/api/${list}/n%C3%A9`)).status).toBe(200);
});

describe('a category', () => {
  it('is made, moved, hidden and removed once it is empty', async () => {
    const root = (await post('/api/admin/categories', { name: 'Food' })).body;
    const created = await post('/api/admin/categories', { name: 'Nuts', parent: 'food' });
    expect(created).toMatchObject({ status: 201, body: { slug: 'nuts', parent: root.uuid, active: true } });
    const [url, above] = [created.body, root].map(({ uuid }) => `/api/admin/categories/${uuid}`) as [string, string];
    const { uuid } = await made({ categories: ['nuts'] });
    expect(await put(url, { name: 'Kernels', active: false })).toMatchObject({ status: 200, body: { active: false } });
    expect((await get(url)).body).toMatchObject({ name: 'Kernels', active: false });
    expect(await keywordsOf(uuid)).toBe('');
    // Staff still see what is hidden, or they would lose it with the next change.
    expect((await get(`/api/admin/products/${uuid}`)).body['categories']).toHaveLength(1);
    expect((await shop.get(`/api/products/${uuid}`)).body['categories']).toEqual([]);
    for (const still of [url, above])
      expect((await remove(still)).body).toMatchObject({
        code: 1015,
        message: expect.stringMatching(/move or remove/),
      });
    expect((await put(url, { parent: null })).body['parent']).toBeNull();
    expect((await remove(above)).status).toBe(200);
    await remove(`/api/admin/products/${uuid}`);
    expect((await remove(url)).status).toBe(200);
    expect((await put(url, { name: 'x' })).body.code).toBe(1012);
    expect((await post('/api/admin/categories', { name: 'x', parent: 'nowhere' })).body.code).toBe(1012);
    expect((await post('/api/admin/categories', { name: 'x', active: null })).body.code).toBe(4000);
    const actions = await shop.rows('select action from audit_entries where subject = ?', [
      `category/${created.body.uuid}`,
    ]);
    expect(actions).toHaveLength(4);
  });

  it('finds its products while it is shown, by its name or those below it, whoever writes at once', async () => {
    const category = async (name: string, parent?: string) =>
      (await post('/api/admin/categories', { name, parent })).body.uuid;
    const root = await category('Attic');
    const middle = await category('Trunk', root);
    const leaf = await category('Quilts', middle);
    const { uuid } = await made({ categories: [leaf] });
    const showsRoot = (active: boolean) => put(`/api/admin/categories/${root}`, { active });
    expect(await found('quilts')).toEqual([uuid]);
    await showsRoot(false);
    expect([await found('quilts'), await found('trunk')]).toEqual([[], []]);
    await put(`/api/admin/categories/${middle}`, { parent: null });
    expect(await found('quilts')).toEqual([uuid]);
    await put(`/api/admin/categories/${middle}`, { parent: root, name: 'Chest' });
    expect(await found('quilts')).toEqual([]);
    const writes = Array.from({ length: 17 }, (_, turn) => [
      showsRoot(turn % 2 === 1),
      made({ categories: [leaf] }),
      category(`Drawer ${turn}`, middle).then((drawer) => made({ categories: [drawer, 'quilts'] })),
    ]).flat();
    for (const answer of await Promise.all(writes)) if ('status' in answer) expect(answer.status).toBe(200);
    const wrong = (active: boolean) =>
      shop.rows(
        `select keywords from products where (keywords like '%Quilts%') <> ? and id in (select product_id from product_categories join categories on categories.id = category_id where name = 'Quilts')`,
        [active],
      );
    const [state] = await shop.rows<{ active: boolean }>('select active from categories where uuid = ?', [root]);
    expect(await wrong(state?.active ?? false)).toEqual([]);
    await showsRoot(!state?.active);
    expect(await wrong(!state?.active)).toEqual([]);
  });

  it('is never below itself, not even when two move at once', async () => {
    const [a, b, c] = await Promise.all([aCategory(shop), aCategory(shop), aCategory(shop)]);
    const move = (which: { uuid: string }, parent: { uuid: string }) =>
      put(`/api/admin/categories/${which.uuid}`, { parent: parent.uuid });
    expect(await move(a, a)).toMatchObject({ status: 409, body: { code: 1019 } });
    expect((await move(b, a)).status).toBe(200);
    expect((await move(c, b)).status).toBe(200);
    expect((await move(a, c)).body.code).toBe(1019);
    for (let round = 0; round < 5; round++) {
      const [x, y] = await Promise.all([aCategory(shop), aCategory(shop)]);
      const statuses = (await Promise.all([move(x, y), move(y, x)])).map(({ status }) => status);
      expect(new Set(statuses)).toEqual(new Set([200, 409]));
    }
  });
});
