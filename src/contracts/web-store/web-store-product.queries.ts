import { Injectable } from '@nestjs/common';
import { type ExpressionBuilder, type Kysely, sql } from 'kysely';
import { jsonArrayFrom, jsonObjectFrom } from 'kysely/helpers/postgres';
import { BrandNotFound, CategoryNotFound } from '../../catalog/catalog.errors.js';
import { ProductNotFound } from '../../stock/stock.errors.js';
import { type CatalogTables, coverOf } from '../../catalog/product-columns.js';
import { countOf, hitsOf, ordered, published, searchOf } from '../../catalog/product-filter.js';
import { rowsOf } from '../../common/http/bare-list.js';
import { isId } from '../../common/http/id.pipe.js';
import type { BarePageQuery } from '../../common/http/paging.dto.js';
import { ValidationFailed } from '../../common/http/request.errors.js';
import { Database } from '../../database/database.js';
import { containing, decimal } from '../../database/sql.js';
import type {
  StoreBrand,
  StoreCategory,
  StoreProduct,
  StoreProductQuery,
  StoreProductRow,
  StoreTitled,
} from './web-store-product.dto.js';

const pageSize = 9;
const mostOfOneBrand = 1_000;

export interface Found {
  page: number;
  pages: number;
  count: number;
  result: StoreProductRow[];
}

@Injectable()
export class WebStoreProductQueries {
  constructor(private readonly database: Database) {}

  categories(page: BarePageQuery): Promise<StoreTitled[]> {
    const { limit, offset } = rowsOf(page);
    return this.catalog
      .selectFrom('categories')
      .where('active', '=', true)
      .select(['id', 'name as title'])
      .orderBy('id')
      .limit(limit)
      .offset(offset)
      .execute();
  }

  /** @throws CategoryNotFound */
  async category(id: number): Promise<StoreCategory> {
    const category = await this.catalog
      .selectFrom('categories')
      .where('id', '=', id)
      .where('active', '=', true)
      .select('name as title')
      .executeTakeFirst();
    if (!category) throw new CategoryNotFound();
    return { ...category, is_active: true };
  }

  brands(page: BarePageQuery): Promise<StoreTitled[]> {
    const { limit, offset } = rowsOf(page);
    return this.catalog
      .selectFrom('brands')
      .select(['id', 'name as title'])
      .orderBy('id')
      .limit(limit)
      .offset(offset)
      .execute();
  }

  /** @throws BrandNotFound */
  async brand(id: number, base: string): Promise<StoreBrand> {
    const products = published(this.catalog)
      .where('brand_id', '=', id)
      .select((product) => columns(product, base))
      .orderBy('products.id')
      .limit(mostOfOneBrand);
    const brand = await this.catalog
      .selectFrom('brands')
      .where('id', '=', id)
      .select(['id', 'name as title', jsonArrayFrom(products).as('products')])
      .executeTakeFirst();
    if (!brand) throw new BrandNotFound();
    return brand;
  }

  /** @throws ProductNotFound */
  async product(id: number, base: string): Promise<StoreProduct> {
    const product = await published(this.catalog)
      .where('products.id', '=', id)
      .select((shown) => columns(shown, base))
      .select(['products.stock as quantity', 'products.description'])
      .executeTakeFirst();
    if (!product) throw new ProductNotFound();
    return { ...product, reviews: [] };
  }

  /** One statement: how many there are, and the page. @throws ValidationFailed for a page past the end */
  async page(query: StoreProductQuery, base: string, category?: number): Promise<Found> {
    const { page, brand, brand_id, title } = query;
    const filter = { ...shared(query), ...(category === undefined ? {} : { category }) };
    const { statement, hits: found } = hitsOf(this.catalog, filter);
    const hits = found
      .$if(brand_id !== undefined, (all) => all.where('brand_id', '=', isId(brand_id ?? 0) ? (brand_id ?? 0) : 0))
      .$if(Boolean(brand), (all) => all.where('brand_id', 'in', brandsCalled(this.catalog, brand ?? '')))
      .$if(Boolean(title), (all) => all.where('products.name', 'ilike', containing(title ?? '')));
    const rows = ordered(hits, filter)
      .select((product) => columns(product, base))
      .limit(pageSize)
      .offset((page - 1) * pageSize);
    const { count, result } = await statement
      .selectNoFrom([countOf(hits).as('count'), jsonArrayFrom(rows).as('result')])
      .executeTakeFirstOrThrow();
    const pages = Math.ceil(count / pageSize);
    if (page > Math.max(pages, 1)) throw new ValidationFailed([{ field: 'page', errors: ['Invalid page.'] }]);
    return { page, pages, count, result };
  }

  private get catalog() {
    return this.database.replicaSql<CatalogTables>();
  }
}

const orderings = {
  title: 'name',
  '-title': '-name',
  price: 'price',
  '-price': '-price',
  time_created: 'created',
  '-time_created': '-created',
} as const;

/** The part of the query that shop asks too. */
function shared({ min_price, max_price, search, ordering = '' }: StoreProductQuery) {
  const known = Object.hasOwn(orderings, ordering) ? orderings[ordering as keyof typeof orderings] : undefined;
  return {
    ...(min_price && { min_price }),
    ...(max_price && { max_price }),
    search: searchOf(search),
    ...(known && { ordering: known }),
  };
}

const brandsCalled = (catalog: Kysely<CatalogTables>, title: string) =>
  catalog
    .selectFrom('brands')
    .select('id')
    .where(sql<boolean>`lower(name) = lower(${title})`);

const columns = (product: ExpressionBuilder<CatalogTables, 'products'>, base: string) =>
  [
    'products.id',
    'products.name as title',
    decimal('products.price').as('price'),
    decimal<string | null>('products.old_price').as('old_price'),
    coverOf(base).as('photo'),
    jsonObjectFrom(
      product
        .selectFrom('brands')
        .select(['brands.id', 'brands.name as title'])
        .whereRef('brands.id', '=', 'products.brand_id'),
    ).as('brand'),
  ] as const;
