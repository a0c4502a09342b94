import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { jsonArrayFrom } from 'kysely/helpers/postgres';
import { Database } from '../database/database.js';
import { containing, iso } from '../database/sql.js';
import { ProductNotFound } from '../stock/stock.errors.js';
import { BrandNotFound, CategoryNotFound } from './catalog.errors.js';
import type { ProductFilter } from './product.dto.js';
import { type CatalogTables, coverHash, isShown } from './product-columns.js';
import { countOf, filterOf, hitsOf, ordered, type Products, published } from './product-filter.js';

/** A published product in ids and minor units, for an API that renders it its own way. */
export interface CatalogProduct {
  id: number;
  name: string;
  description: string;
  price: number;
  old_price: number | null;
  stock: number;
  brand_id: number | null;
  brand_name: string | null;
  /** Hash of the main picture. */
  cover: string | null;
  created: string;
  updated: string;
}

export interface CatalogFilter extends Pick<ProductFilter, 'search' | 'min_price' | 'max_price' | 'ordering'> {
  /** Id; categories below it are included. */
  category?: number;
  /** Id. */
  brand?: number;
  /** The whole name, in any case. */
  brandName?: string;
  /** Part of the name, in any case. */
  name?: string;
}

interface Range {
  limit: number;
  offset: number;
}

interface IdAndName {
  id: number;
  name: string;
}

/** The published catalog by ids. */
@Injectable()
export class CatalogQueries {
  constructor(private readonly database: Database) {}

  /** By id. */
  products({ limit, offset }: Range): Promise<CatalogProduct[]> {
    return rowsOf(published(this.catalog)).orderBy('products.id').limit(limit).offset(offset).execute();
  }

  async productsById(ids: number[]): Promise<Map<number, CatalogProduct>> {
    const products = published(this.catalog).where('products.id', '=', sql<number>`any(${ids}::int[])`);
    return new Map((await rowsOf(products).execute()).map((product) => [product.id, product]));
  }

  /** By id. */
  productsOfBrand(brand: number, limit: number): Promise<CatalogProduct[]> {
    const products = published(this.catalog).where('products.brand_id', '=', brand);
    return rowsOf(products).orderBy('products.id').limit(limit).execute();
  }

  /** @throws ProductNotFound */
  async product(id: number): Promise<CatalogProduct> {
    const product = await rowsOf(published(this.catalog).where('products.id', '=', id)).executeTakeFirst();
    if (!product) throw new ProductNotFound();
    return product;
  }

  /** One statement: the count and the page. */
  search(
    { brandName, name, ...others }: CatalogFilter,
    { limit, offset }: Range,
  ): Promise<{ count: number; products: CatalogProduct[] }> {
    const filter = filterOf(others);
    const { statement, hits } = hitsOf(this.catalog, filter);
    const brands = this.catalog.selectFrom('brands').select('id');
    const found = hits
      .$if(Boolean(brandName), (products) =>
        products.where(
          'brand_id',
          'in',
          brands.where(sql<boolean>`shop.name_key(name) = shop.name_key(${brandName}::text)`),
        ),
      )
      .$if(Boolean(name), (products) => products.where(hasInName(name ?? '')));
    const page = rowsOf(ordered(found, filter)).limit(limit).offset(offset);
    return statement
      .selectNoFrom([countOf(found).as('count'), jsonArrayFrom(page).as('products')])
      .executeTakeFirstOrThrow();
  }

  /** By id. */
  brands({ limit, offset }: Range): Promise<IdAndName[]> {
    return this.catalog.selectFrom('brands').select(['id', 'name']).orderBy('id').limit(limit).offset(offset).execute();
  }

  /** @throws BrandNotFound */
  async brand(id: number): Promise<IdAndName> {
    const brand = await this.catalog
      .selectFrom('brands')
      .select(['id', 'name'])
      .where('id', '=', id)
      .executeTakeFirst();
    if (!brand) throw new BrandNotFound();
    return brand;
  }

  /** Those that customers see, by id. */
  categories({ limit, offset }: Range): Promise<IdAndName[]> {
    return this.shownCategories.orderBy('id').limit(limit).offset(offset).execute();
  }

  /** @throws CategoryNotFound also for one that customers do not see */
  async category(id: number): Promise<IdAndName> {
    const category = await this.shownCategories.where('id', '=', id).executeTakeFirst();
    if (!category) throw new CategoryNotFound();
    return category;
  }

  private get shownCategories() {
    return this.catalog.selectFrom('categories').select(['id', 'name']).where(isShown);
  }

  private get catalog() {
    return this.database.replicaSql<CatalogTables>();
  }
}

/** The same in a database of any locale, and without marks: `ilike` may know no letters but ASCII, and Turkish has another `i`. Of other signs than ASCII's, nothing is left when folded. */
const hasInName = (part: string) =>
  /^[\0-\x7f\p{L}\p{M}\p{N}]*$/u.test(part)
    ? sql<boolean>`shop.letters(products.name) like '%' || regexp_replace(shop.letters(${part}::text), '([\\\\%_])', '\\\\\\1', 'g') || '%'`
    : sql<boolean>`products.name collate "C" ilike ${containing(part)}`;

const rowsOf = (products: Products) =>
  products
    .leftJoin('brands', 'brands.id', 'products.brand_id')
    .select([
      'products.id',
      'products.name',
      'products.description',
      'products.price',
      'products.old_price',
      'products.stock',
      'products.brand_id',
      'brands.name as brand_name',
      coverHash.as('cover'),
      iso('products.created_at').as('created'),
      iso('products.updated_at').as('updated'),
    ]);
