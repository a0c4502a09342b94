import { type Kysely, sql } from 'kysely';

/** Nothing to sell and nobody registered. */
export async function isEmpty(db: Kysely<unknown>): Promise<boolean> {
  const { rows } = await sql<{ empty: boolean }>`
    select not exists (select from products) and not exists (select from categories) and not exists (select from brands)
      and not exists (select from customers where username is not null) as empty
  `.execute(db);
  return rows[0]?.empty === true;
}
