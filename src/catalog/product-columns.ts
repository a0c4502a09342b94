import type { InferKyselyDB } from '@mikro-orm/postgresql';
import { type ExpressionBuilder, type RawBuilder, sql } from 'kysely';
import { jsonArrayFrom, jsonObjectFrom } from 'kysely/helpers/postgres';
import { decimal, inNameOrder, iso } from '../database/sql.js';
import type { BrandSchema } from './brand.entity.js';
import type { CategorySchema } from './category.entity.js';
import { coverWidth, pictureWidths } from '../media/picture-url.js';
import type { ImageDto } from './product.dto.js';
import type { ProductImageSchema } from './product-image.entity.js';
import type { ProductCategorySchema, ProductSchema } from './product.entity.js';

export type CatalogTables = InferKyselyDB<
  | typeof ProductSchema
  | typeof ProductCategorySchema
  | typeof BrandSchema
  | typeof CategorySchema
  | typeof ProductImageSchema
>;

type Product = ExpressionBuilder<CatalogTables, 'products'>;

/** A value, or the parameter of a named statement in its place. */
export type Value<Type> = Type | RawBuilder<Type>;

export interface Presentation {
  currency: string;
  /** The address that links begin with. */
  base: Value<string>;
  /** Staff also see categories that customers do not. */
  staff?: boolean;
}

/** In a query on `categories`: those that customers see, which are active and below active ones. Few are not, and are looked up once. */
export const isShown = sql<boolean>`(categories.active and categories.id <> all(array(
  with recursive hidden as (
    select id from categories where not active
    union select child.id from hidden join categories child on child.parent_id = hidden.id
  ) select id from hidden
)))`;

/** What lists show of a product. */
export const listColumns = (product: Product, { currency, base, staff = false }: Presentation) =>
  [
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
        .$if(!staff, (categories) => categories.where(isShown))
        .orderBy(inNameOrder('categories.name'))
        .orderBy('categories.id'),
    ).as('categories'),
    decimal('products.price').as('price'),
    decimal<string | null>('products.old_price').as('old_price'),
    sql.lit(currency).as('currency'),
    coverOf(base).as('image'),
    'products.stock',
    sql<number | null>`round(products.rating_sum::numeric / nullif(products.rating_count, 0), 2)::float8`.as(
      'rating_average',
    ),
    'products.rating_count',
  ] as const;

/** The hash of a product's main picture, in a query on `products`. */
export const coverHash = sql<string | null>`(
  select hash from product_images
  where product_images.product_id = products.id order by position, product_images.id limit 1
)`;

/** The address of a product's main picture, in a query on `products`. */
export const coverOf = (base: Value<string>) =>
  sql<string | null>`${base} || '/media/' || ${coverHash} || ${sql.lit(`-${coverWidth}.webp`)}`;

export const detailColumns = [
  'products.tax_rate',
  iso('products.created_at').as('created'),
  iso('products.updated_at').as('updated'),
] as const;

export const imagesOf = (product: Product, { base }: Presentation) =>
  jsonArrayFrom(
    product
      .selectFrom('product_images')
      .select(['product_images.uuid', widthsOf(base).as('widths')])
      .whereRef('product_images.product_id', '=', 'products.id')
      .orderBy('position')
      .orderBy('product_images.id'),
  );

/** The addresses of a picture in each width, in a query on `product_images`. */
const widthsOf = (base: Value<string>) => sql<ImageDto['widths']>`(
  select json_agg(json_build_object('width', width, 'url', ${base} || '/media/' || hash || '-' || width || '.webp') order by width)
  from unnest(${sql.lit(`{${pictureWidths.join(',')}}`)}::int[]) width
)`;
