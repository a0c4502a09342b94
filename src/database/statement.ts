import type { EntityManager } from '@mikro-orm/postgresql';
import { CompiledQuery } from 'kysely';

/** SQL of a hot path, written by hand. PostgreSQL plans it once per connection and lists it under its name. */
export interface Statement<Row> {
  name: string;
  text: string;
  /** Never set: it carries the type of a row. */
  row?: Row;
}

/**
 * @param name unique in the shop; begins the text as a comment, so that `pg_stat_statements` and logs show it
 * @param text values stand for `$1`, `$2`, …
 */
export const statement = <Row>(name: string, text: string): Statement<Row> => ({
  name,
  text: `/* ${name} */ ${text.trim()}`,
});

/** Runs within the transaction of `em`. */
export async function queryIn<Row>(em: EntityManager, { text }: Statement<Row>, values: unknown[]): Promise<Row[]> {
  const { rows } = await em.getKysely().executeQuery(CompiledQuery.raw(text, values));
  return rows as Row[];
}
