import { beforeAll, describe, expect, it } from 'vitest';
import { aShelf, type CatalogRef, type Page, type Shelf } from './catalog-shelf.js';
import { useShop } from './support/shop.js';

const shop = useShop();
let shelf: Shelf;

beforeAll(async () => {
  shelf = await aShelf(shop);
});

interface Facets {
  brands: (CatalogRef & { count: number })[];
  categories: (CatalogRef & { count: number })[];
  price: { min: string; max: string } | null;
}

const list = async (query = '') => (await shop.get<Page & { facets?: Facets }>(`/api/products${query}`)).body;
const names = async (query: string) => (await list(query)).results.map(({ name }) => name);

describe('GET /api/products finds', () => {
  it.each([
    ['?search=banana', ['Banana', 'Banana bread']],
    ['?search=bananas', ['Banana', 'Banana bread']],
    // A typo is forgiven only where no word matches.
    ['?search=bananna', ['Banana', 'Banana bread']],
    ['?search=chikita%20bananna', ['Banana']],
    ['?search=chiquita', ['Mango', 'Banana']],
    ['?search=chiqita', ['Mango', 'Banana']],
    ['?search=bakery', ['Banana bread']],
    ['?search=banana%20-bread', ['Banana']],
    ['?search=banana%20xyzzy', ['Banana', 'Banana bread']],
    ['?search=xyzzy', []],
    ['?search=banana&category=fruit', ['Banana']],
    ['?search=secret', []],
    ['?search=%20', ['Apple', 'Banana', 'Banana bread', 'Mango']],
    ["?search='", []],
    ["?search='';drop table products", []],
    ['?search=%25', []],
    ['?search=_', []],
    ['?search=%26%7C!:*()<->', []],
    ['?search=the', []],
    ['?search=\\', []],
    ['?search=%F0%9F%8D%8C', []],
    ['?category=fruit', ['Apple', 'Banana', 'Mango']],
    ['?category=tropical', ['Banana', 'Mango']],
    ['?category=nowhere', []],
    ['?category=', []],
    ['?category=0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b44', []],
    ['?brand=chiquita', ['Banana', 'Mango']],
    ['?brand=nobodys', []],
    ['?min_price=1.8&max_price=3', ['Banana', 'Mango']],
    ['?min_price=3.01', ['Banana bread']],
    ['?min_price=5&max_price=1', []],
    ['?max_price=99999999.99', ['Apple', 'Banana', 'Banana bread', 'Mango']],
    ['?min_price=99999999.99', []],
    ['?in_stock=true', ['Apple', 'Banana', 'Mango']],
    ['?in_stock=false', ['Banana bread']],
    ['?brand=chiquita&category=fruit&in_stock=true&max_price=2', ['Mango']],
    ['?ordering=-name', ['Mango', 'Banana bread', 'Banana', 'Apple']],
    ['?ordering=price', ['Apple', 'Mango', 'Banana', 'Banana bread']],
    ['?ordering=-price', ['Banana bread', 'Banana', 'Mango', 'Apple']],
    ['?ordering=created', ['Banana', 'Banana bread', 'Apple', 'Mango']],
    ['?search=banana&ordering=-relevance', ['Banana bread', 'Banana']],
    ['?search=banana&ordering=-price', ['Banana bread', 'Banana']],
    ['?page=3&page_size=2', []],
  ])('%s', async (query, expected) => {
    expect(await names(query)).toEqual(expected);
  });

  it('takes uuids for slugs', async () => {
    expect(await names(`?category=${shelf.fruit.uuid}`)).toEqual(['Apple', 'Banana', 'Mango']);
    expect(await names(`?brand=${shelf.chiquita.uuid.toUpperCase()}`)).toEqual(['Banana', 'Mango']);
  });

  it.each([
    'ordering=relevance',
    'ordering=stock',
    'min_price=-1',
    'min_price=1e3',
    'max_price=abc',
    'in_stock=maybe',
    'facets=1',
    'page=0',
    'page_size=101',
    'page=x',
    'colour=red',
    'search=%00',
    `search=${'a'.repeat(201)}`,
    'search[a]=b',
    'category=a&category=b',
    'ordering=constructor',
  ])('refuses ?%s', async (query) => {
    expect(await shop.get(`/api/products?${query}`)).toMatchObject({ status: 400, body: { code: 4000 } });
  });
});

describe('facets', () => {
  it('count what filtering by them finds', async () => {
    const { facets, ...page } = await list('?facets=true&page_size=1');
    expect(page).toMatchObject({ count: 4, results: [{ name: 'Apple' }] });
    expect(facets).toEqual({
      brands: [{ uuid: shelf.chiquita.uuid, slug: 'chiquita', name: 'Chiquita', count: 2 }],
      categories: [
        { uuid: shelf.fruit.uuid, slug: 'fruit', name: 'Fruit', count: 3 },
        { uuid: shelf.tropical.uuid, slug: 'tropical', name: 'Tropical', count: 2 },
        { uuid: shelf.bakery.uuid, slug: 'bakery', name: 'Bakery', count: 1 },
      ],
      price: { min: '1.20', max: '4.50' },
    });
    for (const { slug, count } of facets?.categories ?? []) expect((await list(`?category=${slug}`)).count).toBe(count);
  });

  it('count under the filters of the query', async () => {
    const { facets } = await list('?facets=true&search=bananna&category=fruit');
    expect(facets).toMatchObject({ brands: [{ count: 1 }], price: { min: '3.00', max: '3.00' } });
    expect(facets?.categories.map(({ slug, count }) => [slug, count])).toEqual([
      ['fruit', 1],
      ['tropical', 1],
    ]);
  });

  it('are empty where nothing is found, and not there where nobody asks', async () => {
    expect((await list('?facets=true&search=xyzzy')).facets).toEqual({ brands: [], categories: [], price: null });
    expect(await list('?facets=false')).not.toHaveProperty('facets');
  });
});
