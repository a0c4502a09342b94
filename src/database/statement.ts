import type { EntityClass, EntityData, EntityManager } from '@mikro-orm/postgresql';
import { CompiledQuery } from 'kysely';

/** SQL of a hot path, written by hand. PostgreSQL plans it once per connection and lists it under its name. */
export interface Statement<Row> {
  name: string;
  text: string;
  /** Never set: it carries the type of a row. */
  row?: Row;
}

/**
 * @param name unique in the shop; ends the text as a comment, so that logs and `pg_stat_statements` show it, which cuts
 * off leading comments since PostgreSQL 18
 * @param text values stand for `$1`, `$2`, …
 */
export const statement = <Row>(name: string, text: string): Statement<Row> => ({
  name,
  text: `${text.trim()} /* ${name} */`,
});

/** Runs within the transaction of `em`. */
export async function queryIn<Row>(em: EntityManager, statement: Statement<Row>, values: unknown[]): Promise<Row[]> {
  const { rows } = await em.getKysely().executeQuery(CompiledQuery.raw(preparedQuery(statement), values));
  return rows as Row[];
}

/** What a statement of {@link findIn} selects. */
export interface EntityRow<Entity> {
  entity: EntityData<Entity>;
}

/**
 * Loads entities: building the same SQL from their mapping costs more than running it. One that is loaded already gets the
 * values of its row, so changes of it must be flushed before.
 *
 * @param statement selects `row_to_json(<table>) as entity`: were it `*`, the prepared statements of running processes
 * would fail as soon as a migration adds a column
 */
export async function findIn<Entity extends object>(
  em: EntityManager,
  entity: EntityClass<Entity>,
  statement: Statement<EntityRow<Entity>>,
  values: unknown[],
): Promise<Entity[]> {
  const rows = await queryIn(em, statement, values);
  return rows.map((row) => em.map(entity, row.entity));
}

/** Kysely hands its text on to `pg`, which also takes a text with a name, and prepares that. */
const preparedQuery = ({ name, text }: Statement<unknown>) => ({ name, text }) as unknown as string;
