import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { withClientLimit } from './bounded-client.js';

/** The server ends a statement first, so that its connection stays usable. */
export const serverFirstMs = 1_000;

/**
 * Gives each statement of `work` more time than requests and jobs have, and the rest of the transaction of `em` as well.
 *
 * @param seconds 0: without a limit
 */
export async function withTimeLimit<Result>(
  em: EntityManager,
  seconds: number,
  work: () => Promise<Result>,
): Promise<Result> {
  const limit = `${seconds}s`;
  await sql`select set_config('statement_timeout', ${limit}, true), set_config('lock_timeout', ${limit}, true)`.execute(
    em.getKysely(),
  );
  return withClientLimit(seconds && seconds * 1_000 + serverFirstMs, work);
}
