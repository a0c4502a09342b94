import { type Kysely, type QueryCreator, type SelectQueryBuilder, sql } from 'kysely';
import { minor } from '../common/money/money.js';
import { ValidationFailed } from '../common/http/request.errors.js';
import type { Sorting } from '../database/list.js';
import type { ProductFilter } from './product.dto.js';
import type { CatalogTables } from './product-columns.js';
import { matching, relevance, type Search, withAsked } from './product-search.js';
import { keyColumn } from './slug.js';

/** A slug, a UUID or an id. */
type Key = string | number;

export type Filter = Omit<ProductFilter, 'page' | 'page_size' | 'search' | 'category' | 'brand'> & {
  search?: Search;
  category?: Key;
  brand?: Key;
};

export type Products = SelectQueryBuilder<CatalogTables, 'products', object>;

/** The products that customers see, in no order. */
export const published = (db: Kysely<CatalogTables>): Products =>
  db.selectFrom('products').where('published', '=', sql.lit(true));

/**
 * The published products of a filter, in no order, and the statement to select them from: a search runs once for the count,
 * the page and the facets. Without a search, an index serves the page.
 */
export function hitsOf(
  db: Kysely<CatalogTables>,
  filter: Filter,
): { statement: QueryCreator<CatalogTables>; hits: Products } {
  const { search } = filter;
  if (!search) return { statement: db, hits: narrowed(db, published(db), filter) };
  const hits = db.selectFrom('products').where('products.id', '=', sql<number>`any(array(select id from found))`);
  return {
    statement: withAsked(db, search).with('found', () => matching(db, published(db), search)),
    hits: narrowed(db, hits, filter),
  };
}

export const countOf = (hits: Products) =>
  hits
    .select(sql<number>`count(*)::int`.as('count'))
    .$asScalar()
    .$notNull();

/** Those that a filter matches of all products or of those published or not, in no order. */
export function filtered(db: Kysely<CatalogTables>, filter: Filter, isPublished?: boolean): Products {
  const { search } = filter;
  const productsOf = (from: QueryCreator<CatalogTables>) => {
    const all = from.selectFrom('products');
    return isPublished === undefined ? all : all.where('products.published', '=', isPublished);
  };
  if (!search) return narrowed(db, productsOf(db), filter);
  const found = matching(db, productsOf(db), search);
  const hits = productsOf(withAsked(db, search)).where('products.id', '=', sql<number>`any(array(${found}))`);
  return narrowed(db, hits, filter);
}

/**
 * Applies all of a filter but its search. After a search, each hit is checked for the category; otherwise the products of
 * the category are looked up first.
 */
function narrowed(db: Kysely<CatalogTables>, products: Products, filter: Filter): Products {
  const { category, brand, min_price, max_price, in_stock, search } = filter;
  let found = products;
  if (category !== undefined && search)
    found = found.where((is) =>
      is.exists(inCategory(db, category).where('product_id', '=', sql.ref<number>('products.id'))),
    );
  else if (category !== undefined)
    found = found.where('products.id', '=', sql<number>`any(array(${inCategory(db, category)}))`);
  if (brand !== undefined)
    found = found.where('brand_id', '=', db.selectFrom('brands').select('id').where(columnOf(brand), '=', brand));
  if (min_price !== undefined) found = found.where('price', '>=', amount(min_price));
  if (max_price !== undefined) found = found.where('price', '<=', amount(max_price));
  if (in_stock !== undefined) found = found.where('stock', in_stock ? '>' : '=', 0);
  return found;
}

const columnOf = (key: Key) => (typeof key === 'number' ? 'id' : keyColumn(key));

/** As a bigint, because a filter may ask for more than any price can be. */
const amount = (text: string) => sql<number>`${minor(text)}::bigint`;

/** The products of a category and of the active categories below it. */
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

export const orderingOf = ({ ordering, search }: Pick<Filter, 'ordering' | 'search'>) =>
  ordering ?? (search ? 'relevance' : 'name');

/** As lists of staff are sorted. @throws ValidationFailed for relevance without a search */
export function sortingOf(filter: Filter): Sorting {
  const ordering = orderingOf(filter);
  const direction = ordering.startsWith('-') ? 'desc' : 'asc';
  const column = ordering.replace('-', '') as keyof typeof sortTypes | 'relevance';
  if (column !== 'relevance')
    return {
      direction,
      keys: [
        [`products.${columnsByOrdering[column] ?? column}`, sortTypes[column]],
        ['products.id', 'int'],
      ],
    };
  return {
    direction,
    keys: [
      [sql`(-${relevance(assertSearched(filter))})`, 'real'],
      [sql`length(products.name)`, 'int'],
      ['products.id', 'int'],
    ],
  };
}

const sortTypes = { name: 'text', price: 'bigint', created: 'timestamptz', rating: 'float8' } as const;
const columnsByOrdering: Partial<Record<string, string>> = { created: 'created_at', rating: 'rating_rank' };

function assertSearched({ search }: Filter): Search {
  if (!search) throw new ValidationFailed([{ field: 'ordering', errors: ['relevance needs a search'] }]);
  return search;
}

/** @throws ValidationFailed for relevance without a search */
export function ordered(products: Products, filter: Filter): Products {
  const ordering = orderingOf(filter);
  const descending = ordering.startsWith('-');
  const column = ordering.replace('-', '');
  if (column === 'relevance') {
    const search = assertSearched(filter);
    // The most relevant come first, and of two equally relevant products the one with the shorter name.
    return products
      .orderBy(relevance(search), descending ? 'asc' : 'desc')
      .orderBy(sql`length(products.name)`, descending ? 'desc' : 'asc')
      .orderBy('products.id');
  }
  const direction = descending ? 'desc' : 'asc';
  return products
    .orderBy(sql.ref(`products.${columnsByOrdering[column] ?? column}`), direction)
    .orderBy('products.id', direction);
}
