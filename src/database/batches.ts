import { type Kysely, type QueryResult, type RawBuilder, sql } from 'kysely';
import type { Database } from './database.js';
import { withTimeLimit } from './time-limit.js';

const batchSize = 1_000;
/** What is to go may have to be looked for in a large table, of which most rows stay. */
const batchSeconds = 60;

/**
 * Deletes the rows that fulfil a condition, a thousand per transaction: none runs long or locks many rows. Rows are locked before the
 * condition is asked again, so that one which something else begins to refer to meanwhile stays, and those in use wait for the next time.
 */
export async function deleteInBatches(
  database: Database,
  table: string,
  condition: RawBuilder<unknown>,
): Promise<void> {
  const name = sql.table(table);
  const lock = sql<{ id: string }>`
    select ctid::text as id from ${name} where ${condition} limit ${batchSize} for update skip locked`;
  await inBatches(database, async (db) => {
    const ids = (await lock.execute(db)).rows.map(({ id }) => id);
    return sql`delete from ${name} where ctid = any (${ids}::tid[]) and (${condition})`.execute(db);
  });
}

/** Changes at most a thousand rows at a time until they are fewer. @param change limited by itself */
async function inBatches(
  database: Database,
  change: (db: Kysely<unknown>) => Promise<QueryResult<unknown>>,
): Promise<void> {
  for (;;) {
    const { numAffectedRows = 0n } = await database.transaction((em) =>
      withTimeLimit(em, batchSeconds, () => change(em.getKysely())),
    );
    if (numAffectedRows < batchSize) return;
  }
}

/** Erases columns of the rows that fulfil a condition, which must be false afterwards, a thousand per statement. */
export async function updateInBatches(
  database: Database,
  table: string,
  changes: RawBuilder<unknown>,
  condition: RawBuilder<unknown>,
): Promise<void> {
  const name = sql.table(table);
  const update = sql`update ${name} set ${changes} where ctid = any (array (select ctid from ${name} where ${condition} limit ${batchSize})) and (${condition})`;
  await inBatches(database, (db) => update.execute(db));
}
