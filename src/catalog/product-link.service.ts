import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { type RawBuilder, sql } from 'kysely';
import { Brand } from './brand.entity.js';
import { BrandNotFound, CategoryNotFound } from './catalog.errors.js';
import { Category } from './category.entity.js';
import { isShown } from './product-columns.js';
import { canonicalKey, keyColumn } from './slug.js';

/** SQL: the words a product is found by beside its own, which are the names of its brand and of its categories that customers see. */
export const keywordsOf = (brand: RawBuilder<unknown>, categories: RawBuilder<unknown>) => sql<string>`
  concat_ws(' ',
    (select brands.name from brands where brands.id = ${brand}),
    (select string_agg(categories.name, ' ' order by categories.name collate shop.names, categories.id)
     from categories where categories.id = any(${categories}) and ${isShown}))`;

/**
 * Links products to their brand and categories, and writes the keywords they are found by. Those stay correct under concurrent
 * changes, because
 * - a transaction that links a product share-locks the brand and the categories first, so none of them is being renamed;
 * - whoever writes keywords locks the products before the statement that reads their links and the names;
 * - every transaction locks brands and categories before products.
 *
 * `KeywordService` has the other side, which is the change of a name.
 */
@Injectable()
export class ProductLinkService {
  /** The brand and the categories of these slugs or UUIDs, share-locked. @throws BrandNotFound, CategoryNotFound */
  async resolve(
    em: EntityManager,
    { brand, categories }: { brand?: string | null; categories?: string[] },
  ): Promise<{ brand?: Brand | null; categories?: Category[] }> {
    return {
      brand: typeof brand === 'string' ? await lockBrand(em, brand) : brand,
      categories: categories && (await lockCategories(em, categories)),
    };
  }

  /** @param products an SQL condition on `products` */
  async refreshKeywords(em: EntityManager, products: RawBuilder<boolean>): Promise<void> {
    const categories = sql`array(select category_id from product_categories where product_id = products.id)`;
    await sql`
      update products set keywords = fresh.keywords
      from (
        select products.id, ${keywordsOf(sql.ref('products.brand_id'), categories)} as keywords
        from products where ${products}
      ) fresh
      where fresh.id = products.id and fresh.keywords <> products.keywords
    `.execute(em.getKysely());
  }
}

async function lockBrand(em: EntityManager, given: string): Promise<Brand> {
  const key = canonicalKey(given);
  const brand = await em.findOne(Brand, { [keyColumn(key)]: key }, { lockMode: LockMode.PESSIMISTIC_READ });
  if (!brand) throw new BrandNotFound({ brand: key });
  return brand;
}

async function lockCategories(em: EntityManager, given: string[]): Promise<Category[]> {
  const keys = given.map(canonicalKey);
  const { uuid = [], slug = [] } = Object.groupBy(keys, keyColumn);
  const categories = await em.find(
    Category,
    { $or: [{ uuid: { $in: uuid } }, { slug: { $in: slug } }] },
    { orderBy: { id: 'asc' }, lockMode: LockMode.PESSIMISTIC_READ },
  );
  const missing = keys.find((key) => !categories.some(({ uuid, slug }) => key === uuid || key === slug));
  if (missing !== undefined) throw new CategoryNotFound({ category: missing });
  return categories;
}
