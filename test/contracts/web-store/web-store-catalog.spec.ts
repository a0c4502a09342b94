import { beforeAll, describe, expect, it } from 'vitest';
import type { Brand } from '../../../src/catalog/brand.entity.js';
import type { Category } from '../../../src/catalog/category.entity.js';
import { aBrand, aCategory, aProduct } from '../../factories/index.js';
import { useShop } from '../../support/shop.js';

const shop = useShop();

interface Page {
  links: Record<string, string | number | null>;
  page: number;
  pages: number;
  count: number;
  result: { id: number; title: string; price: string; brand: { id: number; title: string } | null }[];
}

let brand: Brand;
let food: Category;
let fruit: Category;
let closed: Category;
let below: Category;

/** Twenty mugs of 1.00 to 20.00, a banana of Chiquita's among the fruit, and one that nobody may see. */
beforeAll(async () => {
  brand = await aBrand(shop, 'Chiquita');
  food = await aCategory(shop, 'Food');
  fruit = await aCategory(shop, 'Fruit', food);
  closed = await aCategory(shop, 'Closed');
  await shop.rows('update categories set active = false where id = ?', [closed.id]);
  below = await aCategory(shop, 'Below closed', closed);
  for (let number = 1; number <= 20; number++)
    await aProduct(shop, { name: `Mug ${String(number).padStart(2, '0')}`, price: number * 100 });
  const banana = await aProduct(shop, { name: 'Banana', price: 5_000, brand: brand as never });
  const hidden = await aProduct(shop, { name: 'Hidden banana', published: false, brand: brand as never });
  for (const { id } of [banana, hidden])
    for (const category of [fruit, below])
      await shop.rows('insert into product_categories (product_id, category_id) values (?, ?)', [id, category.id]);
});

const page = async (query = '', path = 'all') => (await shop.get<Page>(`/api/product/${path}/${query}`)).body;
const titles = async (query: string) => (await page(query)).result.map(({ title }) => title);

describe('the pages of all products', () => {
  const all = 'http://localhost/api/product/all/';

  it('hold nine each', async () => {
    const { result, ...first } = await page();
    expect(result).toHaveLength(9);
    expect(result[0]).toEqual({
      id: expect.any(Number),
      title: 'Banana',
      price: '50.00',
      old_price: null,
      photo: null,
      brand: {
        id: brand.id,
        title: 'Chiquita',
      },
    });
    expect(first).toEqual({
      links: {
        next: `${all}?page=2`,
        previous: null,
        next_num_page: 2,
        previous_num_page: null,
      },
      page: 1,
      pages: 3,
      count: 21,
    });
    const { result: last, ...third } = await page('?page=3&title=&search=');
    expect(last).toHaveLength(3);
    expect(third).toMatchObject({
      page: 3,
      pages: 3,
      links: { next: null, next_num_page: null, previous_num_page: 2 },
    });
    expect(third.links['previous']).toBe(`${all}?page=2&title=&search=`);
  });

  it.each(['?page=4', '?page=0', '?page=-1', '?page=abc', '?page=', '?page=99999999999'])(
    'end before %s',
    async (query) => {
      const { status, body } = await shop.get(`/api/product/all/${query}`);
      expect([status, body]).toEqual([404, { detail: 'Invalid page.' }]);
    },
  );

  it.each([
    ['?min_price=19&max_price=20', ['Mug 19', 'Mug 20']],
    ['?min_price=19.01&max_price=20.00', ['Mug 20']],
    ['?brand=chiquita', ['Banana']],
    ['?brand=nobody', []],
    ['?min_price=&max_price=2&brand=&brand_id=&ordering=', ['Mug 01', 'Mug 02']],
    ['?title=NAN', ['Banana']],
    ['?title=bänä', ['Banana']],
    ['?title=＼', []],
    ['?title=％', []],
    ['?title=%25', []],
    ['?title=€', []],
    ['?search=bananna', ['Banana']],
    ['?brand_id=99999999999', []],
    ['?max_price=2&ordering=-price', ['Mug 02', 'Mug 01']],
    ['?max_price=2&ordering=title', ['Mug 01', 'Mug 02']],
    ['?max_price=2&ordering=nonsense&colour=red', ['Mug 01', 'Mug 02']],
  ])('are narrowed by %s', async (query, expected) => expect(await titles(query)).toEqual(expected));

  it('are narrowed by the id of a brand', async () =>
    expect(await titles(`?brand_id=${brand.id}`)).toEqual(['Banana']));

  it.each([
    ['?min_price=cheap', { min_price: ['Enter a number.'] }],
    ['?brand_id=Chiquita', { brand_id: ['Enter a whole number.'] }],
  ])('are not narrowed by %s', async (query, refusal) => {
    const { status, body } = await shop.get(`/api/product/all/${query}`);
    expect([status, body]).toEqual([400, refusal]);
  });
});

describe('categories', () => {
  it('are listed as far as they are active', async () => {
    expect((await shop.get('/api/product/category/list/')).body).toEqual([
      { id: food.id, title: 'Food' },
      { id: fruit.id, title: 'Fruit' },
    ]);
  });

  it('are shown one by one', async () => {
    expect((await shop.get(`/api/product/category/get/${fruit.id}/`)).body).toEqual({
      title: 'Fruit',
      is_active: true,
    });
    for (const id of [closed.id, below.id, 9_999, 'abc', 99_999_999_999])
      expect(await shop.get(`/api/product/category/get/${id}/`)).toMatchObject({
        status: 404,
        body: { detail: 'Not found.' },
      });
  });

  it('hold what lies in them and below them', async () => {
    for (const { id } of [food, fruit])
      expect(await page('', `category/${id}/products`)).toMatchObject({
        count: 1,
        pages: 1,
        result: [{ title: 'Banana' }],
      });
    const nothing = { count: 0, pages: 0, page: 1, result: [] };
    expect(await page('', `category/${fruit.id}/products`)).not.toMatchObject(nothing);
    for (const id of [closed.id, below.id, 9_999])
      expect(await page('', `category/${id}/products`)).toMatchObject(nothing);
  });
});

describe('brands', () => {
  it('are listed, and shown with their products', async () => {
    expect((await shop.get('/api/product/brands/all/')).body).toEqual([{ id: brand.id, title: 'Chiquita' }]);
    expect((await shop.get(`/api/product/brands/get/${brand.id}/`)).body).toEqual({
      id: brand.id,
      title: 'Chiquita',
      products: (await page('?brand=Chiquita')).result,
    });
    expect((await shop.get('/api/product/brands/get/9999/')).body).toEqual({ detail: 'Not found.' });
  });
});
