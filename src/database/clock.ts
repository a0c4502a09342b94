import type { EntityManager } from '@mikro-orm/postgresql';
import { queryIn, statement } from './statement.js';

const nowSql = statement<{ now: string }>('clock', 'select clock_timestamp() as now');

/** By the clock of the database, which is the same for all processes. */
export async function databaseNow(em: EntityManager): Promise<Date> {
  const [row] = await queryIn(em, nowSql, []);
  if (!row) throw new Error('the clock has a row');
  return new Date(row.now);
}
