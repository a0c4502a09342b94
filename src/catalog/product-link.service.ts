import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { type RawBuilder, sql } from 'kysely';
import { withTimeLimit } from '../database/time-limit.js';
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

/** Longer than the default: a brand or a category may have all products of a shop. */
const renameTimeoutSeconds = 60;

/**
 * Links products to their brand and categories, and keeps the keywords they are found by up to date. Keywords stay
 * correct under concurrent changes, because
 * - a transaction that links a product share-locks the brand and the categories first, so none of them is being renamed;
 * - a transaction that renames or hides one, or moves it, locks its products before it reads their links;
 * - one that hides or moves a category also locks those below it first;
 * - every transaction locks brands and categories before products.
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

  /** @param products an SQL condition on `products` @param also what else is set of those whose keywords change */
  async refreshKeywords(em: EntityManager, products: RawBuilder<boolean>, also = sql``): Promise<void> {
    const categories = sql`array(select category_id from product_categories where product_id = products.id)`;
    await sql`
      update products set keywords = fresh.keywords ${also}
      from (
        select products.id, ${keywordsOf(sql.ref('products.brand_id'), categories)} as keywords
        from products where ${products}
      ) fresh
      where fresh.id = products.id and fresh.keywords <> products.keywords
    `.execute(em.getKysely());
  }

  /** Counts as an edit of its products, because an export of before would add the old name as another brand. */
  async brandRenamed(em: EntityManager, { id }: Brand): Promise<void> {
    await this.relabel(em, sql`products.brand_id = ${id}`, sql`, updated_at = clock_timestamp()`);
  }

  /** Counts as no edit of its products, because an import refuses names of categories that are not there. */
  async categoryRenamed(em: EntityManager, { id }: Category): Promise<void> {
    await this.relabel(em, sql`products.id in (select product_id from product_categories where category_id = ${id})`);
  }

  /** Locks a category and those below it, which are shown, hidden and moved with it. */
  async lockBranch(em: EntityManager, uuid: string): Promise<void> {
    await sql`
      select from categories where id in (${branchOf(sql`uuid = ${uuid}`)}) order by id for update
    `.execute(em.getKysely());
  }

  async branchChanged(em: EntityManager, { id }: Category): Promise<void> {
    await this.relabel(
      em,
      sql`products.id in (select product_id from product_categories where category_id in (${branchOf(sql`id = ${id}`)}))`,
    );
  }

  private async relabel(em: EntityManager, products: RawBuilder<boolean>, also = sql``): Promise<void> {
    const db = em.getKysely();
    await withTimeLimit(em, renameTimeoutSeconds, async () => {
      // In id order, like every other lock on products.
      await sql`
        select count(*) from (select from products where ${products} order by products.id for no key update) locked
      `.execute(db);
      await this.refreshKeywords(em, products, also);
    });
  }
}

const branchOf = (root: RawBuilder<unknown>) => sql`
  with recursive branch as (
    select id from categories where ${root}
    union select child.id from branch join categories child on child.parent_id = branch.id
  ) select id from branch`;

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
