import type { EntityManager } from '@mikro-orm/postgresql';
import { type RawBuilder, sql } from 'kysely';

/** What a product is found by besides its own words, as SQL: the names of its brand and its categories. */
export const keywordsOf = (brand: RawBuilder<unknown>, categories: RawBuilder<unknown>) => sql<string>`
  concat_ws(' ',
    (select brands.name from brands where brands.id = ${brand}),
    (select string_agg(categories.name, ' ' order by categories.name, categories.id)
     from categories where categories.id = any(${categories})))`;

/** Some products: an SQL condition on `products`. */
export type Which = RawBuilder<boolean>;

const categoriesOf = sql`array(select category_id from product_categories where product_id = products.id)`;

/**
 * Makes the keywords of products true again. They stay true when names and products change at once, because
 * - who links a product to a brand or category holds a share lock on it first, so it is not being renamed meanwhile;
 * - who renames one locks its products before this statement looks at them ({@link lockProducts});
 * - everybody locks brands and categories before products.
 */
export async function refreshKeywords(em: EntityManager, which: Which): Promise<void> {
  await sql`
    update products set keywords = fresh.keywords
    from (
      select products.id, ${keywordsOf(sql.ref('products.brand_id'), categoriesOf)} as keywords
      from products where ${which}
    ) fresh
    where fresh.id = products.id and fresh.keywords <> products.keywords
  `.execute(em.getKysely());
}

/** In id order, like every other lock on products. */
export async function lockProducts(em: EntityManager, which: Which): Promise<void> {
  await sql`
    select count(*) from (select from products where ${which} order by products.id for no key update) locked
  `.execute(em.getKysely());
}

/** A brand or category of a whole warehouse has more products than the usual five seconds can change. */
export async function allowTime(em: EntityManager, seconds: number): Promise<void> {
  await sql`select set_config('statement_timeout', ${`${seconds}s`}, true)`.execute(em.getKysely());
}
