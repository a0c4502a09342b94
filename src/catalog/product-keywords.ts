import { type RawBuilder, sql } from 'kysely';

/** SQL: the words a product is found by beside its own, which are the names of its brand and its categories. */
export const keywordsOf = (brand: RawBuilder<unknown>, categories: RawBuilder<unknown>) => sql<string>`
  concat_ws(' ',
    (select brands.name from brands where brands.id = ${brand}),
    (select string_agg(categories.name, ' ' order by categories.name collate shop.names, categories.id)
     from categories where categories.id = any(${categories})))`;
