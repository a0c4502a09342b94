import type { InferKyselyDB } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { type ExpressionBuilder, type Kysely, type SelectQueryBuilder, sql } from 'kysely';
import { jsonArrayFrom, jsonObjectFrom } from 'kysely/helpers/postgres';
import { validate } from 'uuid';
import { Config } from '../config/config.js';
import { minor } from '../common/money.js';
import { offsetOf, type Page } from '../common/paging.js';
import { ValidationFailed } from '../common/request.errors.js';
import { Database } from '../database/database.js';
import { decimal, iso } from '../database/sql.js';
import type { BrandSchema } from './brand.entity.js';
import { ProductNotFound } from './catalog.errors.js';
import type { CategorySchema } from './category.entity.js';
import type { ImageDto, ProductDetail, ProductDto, ProductQuery } from './product.dto.js';
import type { ProductImageSchema } from './product-image.entity.js';
import type { ProductCategorySchema, ProductSchema } from './product.entity.js';
import { coverWidth, pictureWidths } from './picture.js';

export type CatalogTables = InferKyselyDB<
  | typeof ProductSchema
  | typeof ProductCategorySchema
  | typeof BrandSchema
  | typeof CategorySchema
  | typeof ProductImageSchema
>;

type Products = SelectQueryBuilder<CatalogTables, 'products', object>;
type ProductColumns = ExpressionBuilder<CatalogTables, 'products'>;

@Injectable()
export class ProductQueries {
  private readonly currency: string;

  constructor(
    private readonly database: Database,
    config: Config,
  ) {
    this.currency = config.get('CURRENCY');
  }

  /** One statement: how many there are, and the page itself. */
  async list(query: ProductQuery, base: string): Promise<Page<ProductDto>> {
    const db = this.database.replicaSql<CatalogTables>();
    const hits = published(db, query);
    const page = ordered(hits, query)
      .select((product) => this.columns(product, base))
      .limit(query.page_size)
      .offset(offsetOf(query));
    return db
      .selectNoFrom([
        hits
          .select((product) => product.fn.countAll().as('count'))
          .$asScalar()
          .$notNull()
          .as('count'),
        jsonArrayFrom(page).as('results'),
      ])
      .executeTakeFirstOrThrow()
      .then(({ count, results }) => ({ count: Number(count), results }));
  }

  /** @throws ProductNotFound for one that is not published, too */
  async detail(uuid: string, base: string): Promise<ProductDetail> {
    const product = await this.database
      .replicaSql<CatalogTables>()
      .selectFrom('products')
      .where('products.uuid', '=', uuid)
      .where('published', '=', true)
      .select((columns) => [
        ...this.columns(columns, base),
        'tax_rate',
        iso('products.created').as('created'),
        iso('products.updated').as('updated'),
        imagesOf(columns, base).as('images'),
      ])
      .executeTakeFirst();
    if (!product) throw new ProductNotFound();
    return product;
  }

  private columns(product: ProductColumns, base: string) {
    return [
      'products.uuid',
      'products.slug',
      'products.name',
      'products.description',
      jsonObjectFrom(
        product
          .selectFrom('brands')
          .select(['brands.uuid', 'brands.slug', 'brands.name'])
          .whereRef('brands.id', '=', 'products.brand_id'),
      ).as('brand'),
      jsonArrayFrom(
        product
          .selectFrom('product_categories')
          .innerJoin('categories', 'categories.id', 'product_categories.category_id')
          .select(['categories.uuid', 'categories.slug', 'categories.name'])
          .whereRef('product_categories.product_id', '=', 'products.id')
          .orderBy('categories.name'),
      ).as('categories'),
      decimal('products.price').as('price'),
      decimal<string | null>('products.old_price').as('old_price'),
      sql.lit(this.currency).as('currency'),
      product
        .selectFrom('product_images')
        .select(sql<string>`${`${base}/media/`} || hash || ${`-${coverWidth}.webp`}`.as('url'))
        .whereRef('product_images.product_id', '=', 'products.id')
        .orderBy('position')
        .orderBy('product_images.id')
        .limit(1)
        .as('image'),
      'products.stock',
    ] as const;
  }
}

const imagesOf = (product: ProductColumns, base: string) =>
  jsonArrayFrom(
    product
      .selectFrom('product_images')
      .select([
        'product_images.uuid',
        sql<ImageDto['widths']>`(
          select json_agg(json_build_object('width', width, 'url', ${`${base}/media/`} || hash || '-' || width || '.webp') order by width)
          from unnest(${sql.lit(`{${pictureWidths.join(',')}}`)}::int[]) width
        )`.as('widths'),
      ])
      .whereRef('product_images.product_id', '=', 'products.id')
      .orderBy('position')
      .orderBy('product_images.id'),
  );

/** The products that a query is about, without their order. */
export function published(db: Kysely<CatalogTables>, query: Omit<ProductQuery, 'page' | 'page_size'>): Products {
  let products: Products = db.selectFrom('products').where('published', '=', true);
  if (query.search?.trim()) products = products.where(matches(query.search));
  if (query.category !== undefined) products = products.where('products.id', 'in', inCategory(db, query.category));
  if (query.brand !== undefined)
    products = products.where(
      'brand_id',
      '=',
      db.selectFrom('brands').select('id').where(key(query.brand), '=', query.brand),
    );
  if (query.min_price !== undefined) products = products.where('price', '>=', minor(query.min_price));
  if (query.max_price !== undefined) products = products.where('price', '<=', minor(query.max_price));
  if (query.in_stock !== undefined) products = products.where('stock', query.in_stock ? '>' : '=', 0);
  return products;
}

const key = (slugOrUuid: string) => (validate(slugOrUuid) ? 'uuid' : 'slug');

const inCategory = (db: Kysely<CatalogTables>, slugOrUuid: string) =>
  db
    .withRecursive('branch', (branch) =>
      branch
        .selectFrom('categories')
        .select('id')
        .where(key(slugOrUuid), '=', slugOrUuid)
        .union(
          branch
            .selectFrom('categories')
            .innerJoin('branch', 'branch.id', 'categories.parent_id')
            .select('categories.id'),
        ),
    )
    .selectFrom('product_categories')
    .innerJoin('branch', 'branch.id', 'category_id')
    .select('product_id');

const words = (text: string) => sql`websearch_to_tsquery('english', ${text})`;

/** Words first; what merely looks alike only where no word matches, so that a typo is forgiven and a hit stays a hit. */
const matches = (text: string) => sql<boolean>`case
  when exists (select 1 from products exact where exact.published and exact.search @@ ${words(text)})
  then products.search @@ ${words(text)}
  else ${text} <% (products.name || ' ' || products.keywords) end`;

const relevance = (text: string) =>
  sql`ts_rank(products.search, ${words(text)}) + word_similarity(${text}, products.name || ' ' || products.keywords)`;

function ordered(products: Products, { ordering, search }: ProductQuery): Products {
  const asked = ordering ?? (search?.trim() ? 'relevance' : 'name');
  const descending = asked.startsWith('-');
  const by = asked.replace('-', '');
  if (by === 'relevance') {
    if (!search?.trim()) throw new ValidationFailed([{ field: 'ordering', errors: ['relevance needs a search'] }]);
    // The most relevant come first; a minus turns that round.
    return products.orderBy(relevance(search), descending ? 'asc' : 'desc').orderBy('products.id');
  }
  const direction = descending ? 'desc' : 'asc';
  return products.orderBy(sql.ref(`products.${by}`), direction).orderBy('products.id', direction);
}
