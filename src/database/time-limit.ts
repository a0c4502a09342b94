import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { withClientLimit } from './bounded-client.js';

/** The server ends a statement first, so that its connection stays usable. */
export const serverFirstMs = 1_000;

/**
 * Gives each statement of `work`, and what it does between them, more time than requests and jobs have, and the rest of the
 * transaction of `em` as well.
 *
 * @param seconds 0: without a limit
 */
export async function withTimeLimit<Result>(
  em: EntityManager,
  seconds: number,
  work: () => Promise<Result>,
): Promise<Result> {
  const limit = `${seconds}s`;
  // Between them, too, work may take long: a workbook is read.
  const names = ['statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout'];
  await sql`select set_config(name, ${limit}, true) from unnest(${names}::text[]) as name`.execute(em.getKysely());
  return withClientLimit(seconds && seconds * 1_000 + serverFirstMs, work);
}
