import { beforeAll, describe, expect, it } from 'vitest';
import { aBrand, aCategory, aCustomer, aProduct, type SignedIn } from './factories/index.js';
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

describe('a product', () => {
  it('is made, read, changed and removed, and the audit trail tells', async () => {
    const [brand, category] = [await aBrand(shop, 'Chiquita'), await aCategory(shop, 'Tropical')];
    const created = await post('/api/admin/products', {
      name: 'Banana',
      description: 'this is a banana',
      brand: 'chiquita',
      categories: [category.uuid],
      price: '3',
      old_price: '3.5',
      tax_rate: 700,
      stock: 2,
    });
    expect(created).toMatchObject({ status: 201 });
    expect(created.body).toEqual({
      uuid: expect.any(String),
      slug: 'banana',
      name: 'Banana',
      description: 'this is a banana',
      brand: { uuid: brand.uuid, slug: 'chiquita', name: 'Chiquita' },
      categories: [{ uuid: category.uuid, slug: 'tropical', name: 'Tropical' }],
      price: '3.00',
      old_price: '3.50',
      currency: 'EUR',
      image: null,
      stock: 2,
      on_hand: 2,
      allocated: 0,
      rating_average: null,
      rating_count: 0,
      tax_rate: 700,
      published: true,
      created: expect.stringMatching(/Z$/),
      updated: expect.stringMatching(/Z$/),
      images: [],
    });
    const url = `/api/admin/products/${created.body.uuid}`;
    expect((await get(url)).body).toEqual(created.body);
    expect(await keywordsOf(created.body.uuid)).toBe('Chiquita Tropical');

    const changed = await put(url, { price: '2.50', old_price: null, brand: null, categories: [], published: false });
    expect(changed.status).toBe(200);
    expect(changed.body).toEqual({
      ...created.body,
      price: '2.50',
      old_price: null,
      brand: null,
      categories: [],
      published: false,
      updated: expect.any(String),
    });
    expect(await keywordsOf(created.body.uuid)).toBe('');
    expect((await shop.get(`/api/products/${created.body.uuid}`)).status).toBe(404);

    expect(await remove(url)).toMatchObject({ status: 200, body: { status: 'OK', message: 'product removed' } });
    expect(await get(url)).toMatchObject({ status: 404, body: { code: 1011 } });
    const trail = await shop.rows<{ action: string; actor: string; changes: Body }>(
      'select action, actor, changes from audit_entries where subject = ? order by id',
      [`product/${created.body.uuid}`],
    );
    expect(trail.map(({ action }) => action)).toEqual(['product.create', 'product.change', 'product.remove']);
    expect(trail.every(({ actor }) => actor === manager.uuid)).toBe(true);
    expect(trail[1]?.changes).toEqual({
      from: { price: '3.00', old_price: '3.50', brand: 'chiquita', categories: ['tropical'], published: true },
      to: { price: '2.50', old_price: null, brand: null, categories: [], published: false },
    });
  });

  it('leaves buckets when it is removed; orders keep its name', async () => {
    const product = await aProduct(shop, { name: 'Short-lived' });
    const [buyer, browser] = [await aCustomer(shop), await aCustomer(shop)];
    for (const { token } of [buyer, browser])
      await shop.post('/api/bucket', { token, body: { product: product.uuid, quantity: 1 } });
    const order = await shop.post<{ order_uuid: string }>('/api/orders', {
      token: buyer.token,
      body: { payment: 'cash' },
    });
    expect((await remove(`/api/admin/products/${product.uuid}`)).status).toBe(200);
    expect((await shop.get('/api/bucket', browser)).body['count']).toBe(0);
    const kept = await shop.get(`/api/orders/${order.body.order_uuid}`, buyer);
    expect(kept.body['products']).toMatchObject([{ name: 'Short-lived', product: product.uuid }]);
  });

  it('may be removed while it is being bought', async () => {
    const products = await Promise.all(Array.from({ length: 5 }, () => aProduct(shop)));
    const buyers = await Promise.all(Array.from({ length: 20 }, () => aCustomer(shop)));
    for (const { token } of buyers)
      for (const { uuid: product } of products)
        await shop.post('/api/bucket', { token, body: { product, quantity: 1 } });
    const answers = await Promise.all([
      ...buyers.map(({ token }) => shop.post('/api/orders', { token, body: { payment: 'cash' } })),
      ...products.map(({ uuid }) => remove(`/api/admin/products/${uuid}`)),
    ]);
    expect(answers.filter(({ status }) => ![200, 201, 409].includes(status))).toEqual([]);
  });

  it('gets a slug of its name that nobody has, also when ten ask at once', async () => {
    const many = await Promise.all(Array.from({ length: 10 }, () => made({ name: 'Same Name' })));
    expect(many.map(({ slug }) => String(slug)).toSorted()).toEqual(
      ['', '-10', '-2', '-3', '-4', '-5', '-6', '-7', '-8', '-9'].map((suffix) => `same-name${suffix}`),
    );
  });

  it.each([
    ['Crème brûlée, groß!', /^creme-brulee-gross$/],
    ['Müller & Söhne’s Käse 50 €', /^muller-sohne-s-kase-50$/],
    ['iPhone13 ½ l x²', /^iphone13-1-2-l-x2$/],
    ['Smørrebrød z Łodzi', /^smorrebrod-z-lodzi$/],
    ['Українська книга', /^українська-книга$/],
    ['Ёлка', /^елка$/],
    ['Łopata', /^lopata$/],
    ['Þór', /^thor$/],
    ['İstanbul ışık', /^istanbul-isik$/],
    ['ΟΔΥΣΣΕΎΣ', /^οδυσσευς$/],
    ['資生堂 マスク', /^資生堂-マスク$/],
    ['𠮷'.repeat(200), /^𠮷{90}$/u],
    ['!?', /^x[0-9a-f]{10}$/],
    ['0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b44', /^x[0-9a-f]{10}$/],
    [`${'long '.repeat(39)}name`, /^(long-){35}long$/],
  ])('makes a slug of the name %s', async (name, slug) => {
    expect((await made({ name }))['slug']).toMatch(slug);
  });

  it('does not take a slug that is taken', async () => {
    const { uuid } = await made({ slug: 'mine' });
    expect(await post('/api/admin/products', { name: 'b', price: '1', slug: 'mine' })).toMatchObject({
      status: 409,
      body: { code: 1014 },
    });
    const other = await made({ slug: 'other' });
    expect((await put(`/api/admin/products/${other.uuid}`, { slug: 'mine' })).body.code).toBe(1014);
    expect((await put(`/api/admin/products/${uuid}`, { slug: 'mine' })).status).toBe(200);
  });

  it('refuses brands and categories that are not there', async () => {
    const unknown = '0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b44';
    for (const brand of ['nobodys', unknown])
      expect(await post('/api/admin/products', { name: 'b', price: '1', brand })).toMatchObject({
        status: 404,
        body: { code: 1013 },
      });
    expect((await post('/api/admin/products', { name: 'b', price: '1', categories: [unknown] })).body).toMatchObject({
      code: 1012,
      details: { category: unknown },
    });
    expect((await put(`/api/admin/products/${unknown}`, { name: 'b' })).body.code).toBe(1011);
    expect((await remove('/api/admin/products/not-a-uuid')).body.code).toBe(1011);
  });

  it.each([
    [{ price: '1' }, 'name'],
    [{ name: '  ', price: '1' }, 'name'],
    [{ name: 'a'.repeat(201), price: '1' }, 'name'],
    [{ name: 'a' }, 'price'],
    [{ name: 'a', price: 1 }, 'price'],
    [{ name: 'a', price: '-1' }, 'price'],
    [{ name: 'a', price: '1.234' }, 'price'],
    [{ name: 'a', price: '100000000000.00' }, 'price'],
    [{ name: 'a', price: '1', old_price: 'x' }, 'old_price'],
    [{ name: 'a', price: '1', old_price: '1.00' }, 'old_price'],
    [{ name: 'a', price: '1', old_price: '0.99' }, 'old_price'],
    [{ name: 'a', price: '1', slug: 'No Slug' }, 'slug'],
    [{ name: 'a', price: '1', slug: null }, 'slug'],
    [{ name: 'a', price: '1', slug: '0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b44' }, 'slug'],
    [{ name: 'a', price: '1', description: 7 }, 'description'],
    [{ name: 'a', price: '1', description: 'a\0b' }, 'description'],
    [{ name: 'a', price: '1', tax_rate: 10_001 }, 'tax_rate'],
    [{ name: 'a', price: '1', tax_rate: 7.5 }, 'tax_rate'],
    [{ name: 'a', price: '1', stock: -1 }, 'stock'],
    [{ name: 'a', price: '1', stock: 1e12 }, 'stock'],
    [{ name: 'a', price: '1', published: 'yes' }, 'published'],
    [{ name: 'a', price: '1', categories: 'fruit' }, 'categories'],
    [{ name: 'a', price: '1', categories: [1] }, 'categories'],
    [{ name: 'a', price: '1', colour: 'red' }, 'colour'],
    [{ name: 'a', price: '1', id: 7 }, 'id'],
  ])('refuses %j', async (body, field) => {
    expect(await post('/api/admin/products', body)).toMatchObject({
      status: 400,
      body: { code: 4000, details: [{ field }] },
    });
  });

  it('takes no price that its old price would not be above', async () => {
    const { uuid } = await made({ price: '3.00', old_price: '3.50' });
    const url = `/api/admin/products/${uuid}`;
    const refused = { status: 400, body: { code: 4000, details: [{ field: 'old_price' }] } };
    expect(await put(url, { price: '3.50' })).toMatchObject(refused);
    expect(await put(url, { old_price: '2.00' })).toMatchObject(refused);
    expect((await put(url, { price: '4.00', old_price: '5.00' })).body).toMatchObject({ price: '4.00' });
    await shop.rows('update products set old_price = 100 where uuid = ?', [uuid]);
    expect((await put(url, { name: 'as it was before' })).body).toMatchObject({ old_price: '1.00' });
  });

  it('changes no stock by a PUT, and loses none that changes at the same time', async () => {
    const { uuid } = await made({ stock: 50 });
    const url = `/api/admin/products/${uuid}`;
    expect((await put(url, { stock: 5 })).body.code).toBe(4000);
    expect((await put(url, { name: null })).body.code).toBe(4000);
    const taking = Array.from({ length: 20 }, () =>
      shop.patch(`${url}/stock`, { token: manager.token, body: { by: -1, reason: 'sold' } }),
    );
    const editing = Array.from({ length: 20 }, (_, turn) => put(url, { price: `${turn}.00`, name: `Name ${turn}` }));
    const answers = await Promise.all([...taking, ...editing]);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect((await get(url)).body['stock']).toBe(30);
  });

  it('is listed for staff though it is not published', async () => {
    const { uuid } = await made({ name: 'Quokka', slug: 'sku-77-quokka', published: false, stock: 1 });
    expect(await found('quokka')).toEqual([]);
    const listed = await get<{ count: number; results: Body[] }>('/api/admin/products?search=quoka');
    expect(listed.body).toMatchObject({
      count: 1,
      results: [{ uuid, published: false, tax_rate: 1900, stock: 1, on_hand: 1, allocated: 0 }],
    });
    expect((await get('/api/admin/products?search=quokka&published=true')).body['count']).toBe(0);
    expect((await get('/api/admin/products?search=quokka&published=false')).body['count']).toBe(1);
    expect((await get('/api/admin/products?facets=true')).body.code).toBe(4000);
    await made({ name: 'Quokka cup' });
    for (const search of ['Sku-77-Quokka', uuid.toUpperCase()]) {
      const { body } = await get<{ results: Body[] }>(`/api/admin/products?search=${search}`);
      expect(body.results.map((product) => product.uuid)).toEqual([uuid]);
      expect((await get(`/api/admin/products?search=${search}&published=true`)).body['results']).not.toContainEqual(
        expect.objectContaining({ uuid }),
      );
    }
    expect(listed.headers['cache-control']).toBe('no-store');
  });
});
