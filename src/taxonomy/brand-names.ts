import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';

interface NamedBrand {
  /** As it was given. */
  given: string;
  /** The same for all names that are one. */
  letters: string;
  /** Of the brands that have the name, smallest first. */
  ids: number[];
}

/**
 * The brands of each name, in any letters of one script: two of one name cannot be told apart in a filter. Until the end of the transaction
 * no other one gives a brand any of the names; call this before a brand or a slug is locked.
 */
export async function brandsNamed(em: EntityManager, names: string[]): Promise<NamedBrand[]> {
  const db = em.getKysely();
  const given = sql`json_array_elements_text(${JSON.stringify(names)}::json) given`;
  await sql`
    select pg_advisory_xact_lock(hashtextextended('brand ' || letters, 0))
    from (select distinct shop.name_key(given) as letters from ${given} order by 1) named
  `.execute(db);
  const { rows } = await sql<NamedBrand>`
    select given, named.letters, coalesce(json_agg(brands.id order by brands.id) filter (where brands.id is not null), '[]') as ids
    from (select given, shop.name_key(given) as letters from ${given}) named
    left join (select id, shop.name_key(name) as letters from brands) brands using (letters)
    group by 1, 2
  `.execute(db);
  return rows;
}
