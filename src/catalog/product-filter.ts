import { type Kysely, type QueryCreator, type RawBuilder, type SelectQueryBuilder, sql } from 'kysely';
import { minor } from '../common/money/money.js';
import { ValidationFailed } from '../common/http/request.errors.js';
import type { Sorting } from '../database/list.js';
import { inNameOrder } from '../database/sql.js';
import type { ProductFilter } from './product.dto.js';
import { type CatalogTables, isShown } from './product-columns.js';
import { matching, relevance, type Search, searchOf, withAsked } from './product-search.js';
import { canonicalKey, keyColumn } from './slug.js';
import { idsOfFormerSlugs, type Slugged } from './slug.service.js';

/** A slug, a UUID or an id. */
type Key = string | number;

export type Filter = Omit<ProductFilter, 'page' | 'page_size' | 'search' | 'category' | 'brand'> & {
  search?: Search;
  /** In any of them. */
  category?: Key[];
  /** Of any of them. */
  brand?: Key[];
};

/** Of one category and one brand at most. */
export const filterOf = <Asked extends { search?: string; category?: Key; brand?: Key }>({
  search,
  category,
  brand,
  ...others
}: Asked) => ({
  ...others,
  search: searchOf(search),
  ...(category !== undefined && { category: [category] }),
  ...(brand !== undefined && { brand: [brand] }),
});

export type Products = SelectQueryBuilder<CatalogTables, 'products', object>;

/** The products that customers see, in no order. */
export const published = (db: Kysely<CatalogTables>): Products =>
  db.selectFrom('products').where('published', '=', sql.lit(true));

/**
 * The published products of a filter, in no order, and the statement to select them from: a search runs once for the count,
 * the page and the facets. Without a search, an index serves the page. `hitsBy` are those of another filter with the same search.
 */
export function hitsOf(
  db: Kysely<CatalogTables>,
  filter: Filter,
): { statement: QueryCreator<CatalogTables>; hits: Products; hitsBy: (filter: Filter) => Products } {
  const { search } = filter;
  const found = db.selectFrom('products').where('products.id', '=', sql<number>`any(array(select id from found))`);
  const hitsBy = (narrower: Filter) => narrowed(db, search ? found : published(db), narrower, isShown);
  return {
    statement: search ? withAsked(db, search).with('found', () => matching(db, published(db), search)) : db,
    hits: hitsBy(filter),
    hitsBy,
  };
}

export const countOf = (hits: Products) =>
  hits
    .select(sql<number>`count(*)::int`.as('count'))
    .$asScalar()
    .$notNull();

/** Those that a filter of staff matches of all products or of those published or not, in no order; a search for a slug or a uuid finds that one. */
export function filtered(db: Kysely<CatalogTables>, filter: Filter, isPublished?: boolean): Products {
  const { search } = filter;
  const productsOf = (from: QueryCreator<CatalogTables>) => {
    const all = from.selectFrom('products');
    return isPublished === undefined ? all : all.where('products.published', '=', isPublished);
  };
  if (!search) return narrowed(db, productsOf(db), filter, everyCategory);
  const key = canonicalKey(search.text ?? '');
  const named = productsOf(db)
    .where(`products.${keyColumn(key)}`, '=', key)
    .select('products.id');
  // Without a hyphen, it is a word that others may have, too.
  const found = key.includes('-')
    ? sql`${named} union all ${matching(db, productsOf(db).where(sql<boolean>`not exists (${named})`), search)}`
    : matching(db, productsOf(db), search);
  const hits = productsOf(withAsked(db, search)).where('products.id', '=', sql<number>`any(array(${found}))`);
  return narrowed(db, hits, filter, everyCategory);
}

/** Staff also find what is in categories that customers do not see. */
const everyCategory = sql<boolean>`true`;

/**
 * Applies all of a filter but its search. After a search, each hit is checked for the category; otherwise the products of
 * the category are looked up first.
 *
 * @param allowed an SQL condition on the `categories` that can be asked for
 */
function narrowed(
  db: Kysely<CatalogTables>,
  products: Products,
  filter: Filter,
  allowed: RawBuilder<boolean>,
): Products {
  const { category, brand, slug, min_price, max_price, in_stock, search } = filter;
  let found = products;
  if (category !== undefined && search)
    found = found.where((is) =>
      is.exists(inCategory(db, category, allowed).where('product_id', '=', sql.ref<number>('products.id'))),
    );
  else if (category !== undefined)
    found = found.where('products.id', '=', sql<number>`any(array(${inCategory(db, category, allowed)}))`);
  if (brand !== undefined) {
    const brands = db.selectFrom('brands').select('id').where(isOneOf('brands', brand));
    found = found.where('brand_id', '=', sql<number>`any(array(${brands}))`);
  }
  if (slug !== undefined) found = found.where(isOneOf('products', [slug]));
  if (min_price !== undefined) found = found.where('price', '>=', amount(min_price));
  if (max_price !== undefined) found = found.where('price', '<=', amount(max_price));
  if (in_stock !== undefined) found = found.where('stock', in_stock ? '>' : '=', 0);
  return found;
}

/** Those with one of the keys; a slug that nothing has any more is that of what had it. */
export const isOneOf = (table: Slugged, keys: Key[]) => {
  const id = keys.filter((key) => typeof key === 'number');
  const names = keys.filter((key) => typeof key === 'string').map(canonicalKey);
  const { uuid = [], slug = [] } = Object.groupBy(names, keyColumn);
  const column = (name: string) => sql.ref(`${table}.${name}`);
  return sql<boolean>`(${column('id')} = any(${id}::int[]) or ${column('uuid')} = any(${uuid}::uuid[])
    or ${column('slug')} = any(${slug}::text[]) or ${column('id')} = any(array(${idsOfFormerSlugs(table, slug)})))`;
};

/** As a bigint, because a filter may ask for more than any price can be. */
const amount = (text: string) => sql<number>`${minor(text)}::bigint`;

/** The products of categories and of those below them. */
const inCategory = (db: Kysely<CatalogTables>, keys: Key[], allowed: RawBuilder<boolean>) =>
  db
    .selectFrom('product_categories')
    .select('product_id')
    .where('category_id', '=', sql<number>`any(array(${branchOf(db, keys, allowed)}))`);

const branchOf = (db: Kysely<CatalogTables>, keys: Key[], allowed: RawBuilder<boolean>) =>
  db
    .withRecursive('branch', (branch) =>
      branch
        .selectFrom('categories')
        .select('id')
        .where(isOneOf('categories', keys))
        .where(allowed)
        .union(
          branch
            .selectFrom('categories')
            .innerJoin('branch', 'branch.id', 'categories.parent_id')
            .select('categories.id')
            .where(allowed),
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

const sortTypes = { name: 'name', price: 'bigint', created: 'timestamptz', rating: 'float8' } as const;
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
    .orderBy(
      column === 'name' ? inNameOrder('products.name') : sql.ref(`products.${columnsByOrdering[column] ?? column}`),
      direction,
    )
    .orderBy('products.id', direction);
}
