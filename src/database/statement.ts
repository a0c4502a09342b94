import type { EntityManager } from '@mikro-orm/postgresql';
import { CompiledQuery } from 'kysely';

/** SQL of a hot path: written once, planned once a connection, with no builder in between. */
export interface Statement<Row> {
  name: string;
  text: string;
  /** Never there: it says what a row is like. */
  row?: Row;
}

let made = 0;

/** Values stand for `$1`, `$2`, … @see Database.ask */
export const statement = <Row>(text: string): Statement<Row> => ({ name: `hot_${made++}`, text });

/** Asks within the transaction of `em`. */
export async function queryIn<Row>(
  em: EntityManager,
  { text }: Omit<Statement<Row>, 'name'>,
  values: unknown[],
): Promise<Row[]> {
  const { rows } = await em.getKysely().executeQuery(CompiledQuery.raw(text, values));
  return rows as Row[];
}
