import { beforeAll, describe, expect, it } from 'vitest';
import { eventually } from './support/eventually.js';
import { useShop } from './support/shop.js';
import { planOf, type Statement, statementsOf } from './support/statements.js';

const shop = useShop();
const many = 5_000;

/** What a request asks PostgreSQL about products. */
async function askedBy(url: string): Promise<Statement[]> {
  const statements = await statementsOf(async () => expect((await shop.get(url)).status).toBe(200));
  return statements.filter(({ text }) => text.includes('products'));
}

beforeAll(async () => {
  for (const [table, number] of [
    ['brands', 50],
    ['categories', 60],
  ] as const)
    await shop.rows(
      `insert into ${table} (uuid, slug, name) select gen_random_uuid(), '${table}-' || n, 'Name ' || n from generate_series(1, ${number}) n`,
    );
  await shop.rows(`
    insert into products (uuid, slug, name, description, brand_id, price, on_hand, published, keywords, rating_sum, rating_count, created_at, updated_at)
    select gen_random_uuid(), 'thing-' || n, 'thing ' || left(md5(n::text), 8), repeat('words about ' || md5((n % 700)::text) || ' ', 5), 1 + n % 50,
      100 + n * 7919 % 90000, n % 20, n % 40 <> 0, 'Name ' || 1 + n % 50, n % 50 * (1 + n % 5), n % 50, now() - n * interval '1 minute', now()
    from generate_series(1, ${many}) n`);
  await shop.rows('insert into product_categories (product_id, category_id) select id, 1 + id % 60 from products');
  await vacuum();
});

/** As the server itself does it before long; it only does all when nobody else is looking at older rows. */
async function vacuum(): Promise<void> {
  await eventually(
    async () => {
      for (const table of ['products', 'product_categories', 'brands', 'categories'])
        await shop.rows(`vacuum analyze ${table}`);
      return shop.rows(`select relallvisible, relpages from pg_class where relname = 'products'`);
    },
    ([products]) => products?.['relallvisible'] === products?.['relpages'],
  );
}

describe('one statement with an index answers', () => {
  it.each([
    '',
    '?ordering=-name&page=3',
    '?ordering=price',
    '?ordering=-created',
    '?ordering=-rating',
    '?ordering=rating&page=3',
    '?search=c4ca4238&ordering=-rating&min_price=10',
    '?search=c4ca4238',
    '?search=c4cax4238',
    '?search=c4ca4238&ordering=price&facets=true',
    '?search=c4ca4238&category=categories-7',
    '?category=categories-7',
    '?category=categories-7&in_stock=true&ordering=-created',
    '?category=categories-7,categories-8&brand=brands-7&ordering=-created',
    '?brand=brands-7&min_price=10&max_price=20',
  ])('GET /api/products%s', async (query) => {
    const statements = await askedBy(`/api/products${query}`);
    expect(statements).toHaveLength(1);
    expect(await planOf(shop, statements[0] as Statement)).not.toMatch(/Seq Scan on products/);
  });

  it.each([
    ['?page=2', 'catalog_page_by_name'],
    ['?ordering=-price', 'catalog_page_by_price_desc'],
    ['?ordering=-rating&page=2', 'catalog_page_by_rating_desc'],
    ['?search=thing', 'catalog_search_by_relevance'],
  ])('GET /api/products%s is the named statement %s', async (query, name) => {
    const [statement] = await askedBy(`/api/products${query}`);
    expect(statement).toMatchObject({ name, text: expect.stringContaining(`/* ${name} */`) });
  });

  it('GET /api/products/:uuid', async () => {
    const [product] = await shop.rows<{ uuid: string }>('select uuid from products limit 1');
    const statements = await askedBy(`/api/products/${product?.uuid}`);
    expect(statements).toHaveLength(1);
    expect(await planOf(shop, statements[0] as Statement)).not.toMatch(/Seq Scan on products/);
  });

  it('GET /api/search/suggestions', async () => {
    await shop.rows(
      `insert into brands (uuid, slug, name) select gen_random_uuid(), 'maker-' || n, 'Maker ' || md5(n::text) from generate_series(1, 5000) n`,
    );
    await shop.rows(
      `insert into categories (uuid, slug, name) select gen_random_uuid(), 'shelf-' || n, 'Shelf ' || md5(n::text) from generate_series(1, 5000) n`,
    );
    await shop.rows(
      `insert into popular_searches (term, searches) select 'thing ' || md5(n::text), n from generate_series(1, 1000) n`,
    );
    await shop.rows('vacuum analyze brands, categories, popular_searches');
    for (const typed of ['thing c4ca', 'c4cax4238', 'maker c4ca']) {
      const statements = await askedBy(`/api/search/suggestions?q=${encodeURIComponent(typed)}`);
      expect(statements).toHaveLength(1);
      const plan = await planOf(shop, statements[0] as Statement);
      expect(plan).not.toMatch(/Seq Scan on (products|brands|categories$|popular_searches)/m);
      expect(plan).toMatch(/Index (Only )?Scan using products_by_beginning on products/);
    }
  });
});
