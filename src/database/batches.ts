import { type RawBuilder, sql } from 'kysely';
import type { Database } from './database.js';
import { withTimeLimit } from './time-limit.js';

const batchSize = 1_000;
/** What is to go may have to be looked for in a large table, of which most rows stay. */
const batchSeconds = 60;

/**
 * Deletes the rows that fulfil a condition, a thousand per statement: none runs long or locks many rows. A row that changes
 * meanwhile must still fulfil it.
 */
export async function deleteInBatches(
  database: Database,
  table: string,
  condition: RawBuilder<unknown>,
): Promise<void> {
  const name = sql.table(table);
  await inBatches(
    database,
    sql`delete from ${name} where ctid = any (array (select ctid from ${name} where ${condition} limit ${batchSize})) and (${condition})`,
  );
}

/** Runs a statement that changes at most a thousand rows until it changes fewer. @param statement limited by itself */
async function inBatches(database: Database, statement: RawBuilder<unknown>): Promise<void> {
  for (;;) {
    const { numAffectedRows = 0n } = await database.transaction((em) =>
      withTimeLimit(em, batchSeconds, () => statement.execute(em.getKysely())),
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
  await inBatches(
    database,
    sql`update ${name} set ${changes} where ctid = any (array (select ctid from ${name} where ${condition} limit ${batchSize})) and (${condition})`,
  );
}
