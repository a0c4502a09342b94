import { beforeAll, describe, expect, it } from 'vitest';
import { aShelf, type CatalogRef, type Page, type Shelf } from './catalog-shelf.js';
import { aCategory, aCustomer, aProduct } from './factories/index.js';
import { useShop } from './support/shop.js';

const shop = useShop();
let shelf: Shelf;

beforeAll(async () => {
  shelf = await aShelf(shop);
});

interface Tree extends CatalogRef {
  parent: string | null;
  children: Tree[];
}

describe('GET /api/products', () => {
  it('answers exactly the documented body', async () => {
    const { status, body, headers } = await shop.get<Page>('/api/products?page_size=2&page=1');
    expect(status).toBe(200);
    expect(Object.keys(body)).toEqual(['count', 'next', 'previous', 'results']);
    expect(body).toMatchObject({ count: 4, previous: null, next: expect.stringContaining('page=2') });
    expect(body.results[1]).toEqual({
      uuid: expect.any(String),
      slug: expect.any(String),
      name: 'Banana',
      description: 'this is a banana',
      brand: { uuid: shelf.chiquita.uuid, slug: 'chiquita', name: 'Chiquita' },
      categories: [{ uuid: shelf.tropical.uuid, slug: 'tropical', name: 'Tropical' }],
      price: '3.00',
      old_price: null,
      currency: 'EUR',
      image: null,
      stock: 2,
      rating_average: null,
      rating_count: 0,
    });
    expect(headers['cache-control']).toBe('public, no-cache');
  });

  it('says 304 while nothing changed', async () => {
    const first = await shop.get('/api/products');
    const etag = first.headers['etag'] as string;
    const again = await shop.get('/api/products', { headers: { 'if-none-match': etag } });
    expect(again).toMatchObject({ status: 304, body: '' });
    const several = { 'if-none-match': `W/"of another answer", ${etag}` };
    expect((await shop.get('/api/products', { headers: several })).status).toBe(304);
    await shop.rows(`update products set description = 'a ripe fruit' where slug = 'mango'`);
    // Changed behind the cache.
    const changed = () => shop.get('/api/products', { headers: { 'if-none-match': etag } });
    await expect.poll(changed).toMatchObject({ status: 200 });
  });
});

describe('GET /api/products/:uuid', () => {
  it('says more than the list', async () => {
    const [{ uuid } = { uuid: '' }] = (await shop.get<Page>('/api/products?search=mango')).body.results;
    const { status, body, headers } = await shop.get(`/api/products/${uuid}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({ name: 'Mango', tax_rate: 1900, images: [], created: expect.stringMatching(/Z$/) });
    expect(body).not.toHaveProperty('published');
    expect((await shop.get(`/api/products/${uuid.toUpperCase()}`)).status).toBe(200);
    const again = await shop.get(`/api/products/${uuid}`, { headers: { 'if-none-match': headers['etag'] as string } });
    expect(again.status).toBe(304);
  });

  it('is a 404 for what is not there or not published', async () => {
    const [secret] = await shop.rows<{ uuid: string }>('select uuid from products where not published');
    for (const uuid of [secret?.uuid, '0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b44', 'nonsense', "'"])
      expect(await shop.get(`/api/products/${uuid}`)).toMatchObject({ status: 404, body: { code: 1011 } });
  });
});

describe('GET /api/categories', () => {
  it('is a tree of what is active, paged by its roots', async () => {
    const hidden = await aCategory(shop, 'Hidden', shelf.fruit);
    await aCategory(shop, 'Below hidden', hidden);
    await shop.rows('update categories set active = false where id = ?', [hidden.id]);
    const exotic = await aCategory(shop, 'Exotic', shelf.tropical);
    const { body, headers } = await shop.get<Page<Tree>>('/api/categories');
    expect(body).toEqual({
      count: 2,
      next: null,
      previous: null,
      results: [
        { uuid: shelf.bakery.uuid, slug: 'bakery', name: 'Bakery', parent: null, children: [] },
        {
          uuid: shelf.fruit.uuid,
          slug: 'fruit',
          name: 'Fruit',
          parent: null,
          children: [
            {
              uuid: shelf.tropical.uuid,
              slug: 'tropical',
              name: 'Tropical',
              parent: shelf.fruit.uuid,
              children: [
                { uuid: exotic.uuid, slug: 'exotic', name: 'Exotic', parent: shelf.tropical.uuid, children: [] },
              ],
            },
          ],
        },
      ],
    });
    expect(headers['cache-control']).toBe('public, no-cache');
    const second = await shop.get<Page<Tree>>('/api/categories?page=2&page_size=1');
    expect(second.body).toMatchObject({ count: 2, next: null, results: [{ slug: 'fruit' }] });
    expect((await shop.get<Page>('/api/products?category=hidden')).body.count).toBe(0);
  });

  it('shows nothing of what is below an inactive one, wherever categories are shown', async () => {
    const closed = await aCategory(shop, 'Closed');
    const below = await aCategory(shop, 'Below closed', await aCategory(shop, 'Between', closed));
    await shop.rows('update categories set active = false where id = ?', [closed.id]);
    const product = await aProduct(shop, { name: 'Quaint lantern' });
    for (const { id } of [below, shelf.bakery])
      await shop.rows('insert into product_categories values (?, ?)', [product.id, id]);
    const bakery = { uuid: shelf.bakery.uuid, slug: 'bakery', name: 'Bakery' };
    const found = await shop.get<Page & { facets: { categories: object[] } }>(
      '/api/products?search=lantern&facets=true',
    );
    expect(found.body).toMatchObject({ count: 1, results: [{ categories: [bakery] }] });
    expect(found.body.facets.categories).toEqual([{ ...bakery, count: 1 }]);
    expect((await shop.get(`/api/products/${product.uuid}`)).body).toMatchObject({ categories: [bakery] });
    for (const query of ['category=below-closed', 'search=lantern&category=below-closed', `category=${below.uuid}`])
      expect((await shop.get<Page>(`/api/products?${query}`)).body.count).toBe(0);
    expect((await shop.get('/api/categories/below-closed')).status).toBe(404);
    const ask = { token: (await aCustomer(shop, 'admin')).token };
    const staff = await shop.get<Page>('/api/admin/products?category=below-closed', ask);
    expect(staff.body).toMatchObject({ count: 1, results: [{ categories: [bakery, { slug: 'below-closed' }] }] });
    await shop.rows('delete from products where id = ?', [product.id]);
  });
});

describe('GET /api/brands', () => {
  it('lists them by name', async () => {
    const { body } = await shop.get<Page<CatalogRef>>('/api/brands?page_size=1');
    expect(body).toMatchObject({ count: 2, results: [{ slug: 'aunt-emma' }] });
    const etag = (await shop.get('/api/brands')).headers['etag'] as string;
    expect((await shop.get('/api/brands', { headers: { 'if-none-match': etag } })).status).toBe(304);
    expect((await shop.get('/api/brands?find=x')).body['code']).toBe(4000);
  });
});
