import { type Kysely, type QueryCreator, type SelectQueryBuilder, sql } from 'kysely';
import { minor } from '../common/money/money.js';
import { ValidationFailed } from '../common/http/request.errors.js';
import type { ProductFilter } from './product.dto.js';
import type { CatalogTables } from './product-columns.js';
import { keyColumn } from './slug.js';

export type Filter = Omit<ProductFilter, 'page' | 'page_size' | 'category' | 'brand'> & {
  category?: Key;
  brand?: Key;
};
/** A slug, a uuid or an id. */
type Key = string | number;
export type Products = SelectQueryBuilder<CatalogTables, 'products', object>;

/** The products that a customer's query is about, without their order. */
export const published = (db: Kysely<CatalogTables>, filter: Filter): Products =>
  filtered(db, db.selectFrom('products').where('published', '=', true), filter);

/** What is searched for is looked up once, for the count, the page and the facets; without a search, an index has the page. */
export function hitsOf(
  db: Kysely<CatalogTables>,
  filter: Filter,
): { statement: QueryCreator<CatalogTables>; hits: Products } {
  const text = filter.search?.trim();
  if (!text) return { statement: db, hits: published(db, filter) };
  const found = db.selectFrom('products').where('products.id', '=', sql<number>`any(array(select id from found))`);
  return {
    statement: db.with('found', () => matching(db, published(db, {}), text)),
    hits: narrowed(db, found, filter),
  };
}

export const countOf = (hits: Products) =>
  hits
    .select(sql<number>`count(*)::int`.as('count'))
    .$asScalar()
    .$notNull();

/** Of `products`, those that a query is about, without their order. */
export function filtered(db: Kysely<CatalogTables>, products: Products, filter: Filter): Products {
  const text = filter.search?.trim();
  if (!text) return narrowed(db, products, filter);
  const found = products.where('products.id', '=', sql<number>`any(array(${matching(db, products, text)}))`);
  return narrowed(db, found, filter);
}

/** By everything but words. A category's products are looked up first, unless others were: then each of those is asked. */
function narrowed(db: Kysely<CatalogTables>, products: Products, filter: Filter): Products {
  let found = products;
  const { category } = filter;
  if (category !== undefined && filter.search?.trim())
    found = found.where((is) =>
      is.exists(inCategory(db, category).where('product_id', '=', sql.ref<number>('products.id'))),
    );
  else if (category !== undefined)
    found = found.where('products.id', '=', sql<number>`any(array(${inCategory(db, category)}))`);
  if (filter.brand !== undefined)
    found = found.where(
      'brand_id',
      '=',
      db.selectFrom('brands').select('id').where(columnOf(filter.brand), '=', filter.brand),
    );
  if (filter.min_price !== undefined) found = found.where('price', '>=', amount(filter.min_price));
  if (filter.max_price !== undefined) found = found.where('price', '<=', amount(filter.max_price));
  if (filter.in_stock !== undefined) found = found.where('stock', filter.in_stock ? '>' : '=', 0);
  return found;
}

const columnOf = (key: Key) => (typeof key === 'number' ? 'id' : keyColumn(key));

/** As a bigint: what somebody asks for may be more than any price can be. */
const amount = (text: string) => sql<number>`${minor(text)}::bigint`;

/** What lies in a category and in those below it, as far as they are shown. */
const inCategory = (db: Kysely<CatalogTables>, key: Key) =>
  db
    .selectFrom('product_categories')
    .select('product_id')
    .where('category_id', '=', sql<number>`any(array(${branchOf(db, key)}))`);

const branchOf = (db: Kysely<CatalogTables>, key: Key) =>
  db
    .withRecursive('branch', (branch) =>
      branch
        .selectFrom('categories')
        .select('id')
        .where(columnOf(key), '=', key)
        .where('active', '=', true)
        .union(
          branch
            .selectFrom('categories')
            .innerJoin('branch', 'branch.id', 'categories.parent_id')
            .select('categories.id')
            .where('active', '=', true),
        ),
    )
    .selectFrom('branch')
    .select('id');

/** As subqueries: else PostgreSQL weighs up every text anew, which takes longer than the search. */
const words = (text: string) => sql`(select websearch_to_tsquery('english', ${text}))`;
const alike = (text: string) => sql<boolean>`(select ${text}::text) <% (products.name || ' ' || products.keywords)`;

/**
 * Words first; what merely looks alike only where no word matches, so that a typo is forgiven and a hit stays a hit.
 * Two queries and no `or`: each has its index, and the second is not even begun when the first found something.
 */
const matching = (db: Kysely<CatalogTables>, products: Products, text: string) =>
  db
    .with(
      (cte) => cte('exact').materialized(),
      () => products.select('products.id').where(sql<boolean>`products.search @@ ${words(text)}`),
    )
    .selectFrom('exact')
    .select('id')
    .unionAll(
      products
        .select('products.id')
        .where(alike(text))
        .where(sql<boolean>`not exists (select from exact)`),
    );

/** Hits by words rank by where the words are, the others by how much they look alike; to work out both would take twice as long. */
const relevance = (text: string) => sql`coalesce(
  nullif(ts_rank(products.search, ${words(text)}), 0),
  word_similarity(${text}, products.name || ' ' || products.keywords))`;

export function ordered(products: Products, { ordering, search }: Filter): Products {
  const text = search?.trim();
  const asked = ordering ?? (text ? 'relevance' : 'name');
  const descending = asked.startsWith('-');
  const by = asked.replace('-', '');
  if (by === 'relevance') {
    if (!text) throw new ValidationFailed([{ field: 'ordering', errors: ['relevance needs a search'] }]);
    // The most relevant come first; a minus turns that round. Of two alike, the one that says it in fewer words.
    return products
      .orderBy(relevance(text), descending ? 'asc' : 'desc')
      .orderBy(sql`length(products.name)`, descending ? 'desc' : 'asc')
      .orderBy('products.id');
  }
  const direction = descending ? 'desc' : 'asc';
  return products.orderBy(sql.ref(`products.${by}`), direction).orderBy('products.id', direction);
}
