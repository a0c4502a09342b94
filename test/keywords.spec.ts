import { beforeAll, describe, expect, it } from 'vitest';
import type { Brand } from '../src/catalog/brand.entity.js';
import type { Category } from '../src/catalog/category.entity.js';
import { aBrand, aCategory, aCustomer, type SignedIn } from './factories/index.js';
import { eventually } from './support/eventually.js';
import { many } from './support/many.js';
import { shippingAddress } from './support/purchase.js';
import { useShop } from './support/shop.js';

const shop = useShop();
/** More than two batches. */
const size = 1_200;
let manager: SignedIn;
let root: Category;
let leaf: Category;
let brand: Brand;
/** Of all products, in order. */
let products: { id: number; uuid: string }[];

beforeAll(async () => {
  manager = await aCustomer(shop, 'catalog_manager');
  root = await aCategory(shop, 'Attic');
  leaf = await aCategory(shop, 'Quilts', root);
  brand = await aBrand(shop, 'Downy');
  products = await shop.rows(
    `with made as (
       insert into products (uuid, slug, name, price, on_hand, brand_id, keywords, created_at, updated_at)
       select gen_random_uuid(), 'thing-' || at, 'Thing ' || at, 300, 1000, ?, 'Downy Quilts', now(), now() from generate_series(1, ?) at
       returning id, uuid
     ), categorized as (insert into product_categories (product_id, category_id) select id, ? from made)
     select id, uuid from made order by id`,
    [brand.id, size, leaf.id],
  );
});

const change = (category: Category, body: object) =>
  shop.put(`/api/admin/categories/${category.uuid}`, { token: manager.token, body });

/** How many products have other keywords than these. */
const countOthers = async (keywords: string) =>
  (await shop.rows('select from products where keywords <> ?', [keywords])).length;

const become = (keywords: string) =>
  eventually(
    () => countOthers(keywords),
    (others) => others === 0,
  );

const search = async (words: string) => (await shop.get<{ count: number }>(`/api/products?search=${words}`)).body.count;

const lastProduct = () => products.at(-1) as (typeof products)[0];

/** Does work while an order, say, holds a product. */
const holding = (id: number, work: () => Promise<unknown>) =>
  shop.orm.em.fork().transactional(async (em) => {
    await em.execute('select from products where id = ? for no key update', [id]);
    await work();
  });

describe('a category or a brand of many products', () => {
  it('is renamed while an order holds one of them, and all are found by the new name soon', async () => {
    await holding(lastProduct().id, async () => {
      expect(await change(leaf, { name: 'Blankets' })).toMatchObject({ status: 200, body: { name: 'Blankets' } });
      expect(await countOthers('Downy Quilts')).toBeGreaterThan(0);
      expect(await countOthers('Downy Blankets')).toBeGreaterThan(0);
    });
    await become('Downy Blankets');
    expect([await search('blankets'), await search('quilts')]).toEqual([size, 0]);
    const body = { name: 'Fluffy' };
    expect((await shop.put(`/api/admin/brands/${brand.uuid}`, { token: manager.token, body })).status).toBe(200);
    await become('Fluffy Blankets');
  });

  it('is shown nowhere from the moment it is hidden, and finds nothing soon', async () => {
    await holding(lastProduct().id, async () => {
      expect((await change(root, { active: false })).status).toBe(200);
      const { body } = await shop.get<{ count: number }>('/api/products?category=quilts');
      expect(body.count).toBe(0);
      expect((await shop.get(`/api/products/${lastProduct().uuid}`)).body['categories']).toEqual([]);
    });
    await become('Fluffy');
    expect(await search('blankets')).toBe(0);
    await change(leaf, { parent: null });
    await become('Fluffy Blankets');
    await change(leaf, { parent: root.uuid });
    await become('Fluffy');
    await change(root, { active: true });
    await become('Fluffy Blankets');
    expect(await search('blankets')).toBe(size);
  });

  it('is rewritten on where a batch failed', async () => {
    const { id } = lastProduct();
    await shop.rows(
      `alter table products add constraint not_this_one check (id <> ${id} or keywords = 'Fluffy Blankets') not valid`,
    );
    await change(leaf, { name: 'Pillows' });
    await eventually(
      () => shop.rows(`select data from pgboss.job where name = 'keywords.refresh' and state = 'retry'`),
      ({ length }) => length > 0,
    );
    expect(await countOthers('Fluffy Pillows')).toBe(size - 1_000);
    await shop.rows('alter table products drop constraint not_this_one');
    await become('Fluffy Pillows');
  });

  it('ends with the last name, whoever writes at once, and takes orders meanwhile', async () => {
    const other = await aCategory(shop, 'Cellar');
    const buyers = await many(10, () => aCustomer(shop));
    const order = async (turn: number) => {
      const { token } = buyers[turn] as SignedIn;
      const { uuid } = products[turn * 100] as { uuid: string };
      await shop.post('/api/bucket', { token, body: { product: uuid, quantity: 1 } });
      return shop.post('/api/orders', { token, body: { payment: 'cash', shipping_address: shippingAddress } });
    };
    const relink = (turn: number) =>
      shop.put(`/api/admin/products/${products[turn * 70]?.uuid}`, {
        token: manager.token,
        body: { categories: turn % 2 ? [leaf.uuid] : [leaf.uuid, other.uuid] },
      });
    const [changes, orders] = await Promise.all([
      many(50, (turn) =>
        [
          () => change(leaf, { name: `Pillows${turn}` }),
          () => change(root, { active: turn % 2 === 0 }),
          () => change(leaf, { parent: turn % 3 ? root.uuid : other.uuid }),
          () => change(other, { active: turn % 3 === 0 }),
          () => relink(turn % 17),
        ][turn % 5]?.(),
      ),
      many(10, order),
    ]);
    expect(changes.map((answer) => answer?.status)).toEqual(Array(50).fill(200));
    expect(orders.map(({ status }) => status)).toEqual(Array(10).fill(201));
    await eventually(
      () => shop.rows(`select from pgboss.job where name = 'keywords.refresh' and state <> 'completed'`),
      ({ length }) => length === 0,
    );
    const wrong = await shop.rows(`
      with recursive shown as (
        select id, name from categories where active and parent_id is null
        union all select child.id, child.name from shown join categories child on child.parent_id = shown.id where child.active
      )
      select keywords from products where keywords <> concat_ws(' ', 'Fluffy', (
        select string_agg(name, ' ' order by name, shown.id) from product_categories join shown on shown.id = category_id
        where product_id = products.id))`);
    expect(wrong).toEqual([]);
  });
});
