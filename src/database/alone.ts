import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { isDatabaseAway } from '../common/http/request.errors.js';

/**
 * A part of a transaction that may fail without the rest: what it did through `em` by SQL is undone, and `onFailure` is told. An
 * outage ends the whole transaction, and so does what would befall every part: a schema or a plan that a migration has changed.
 */
export async function alone(
  em: EntityManager,
  work: () => Promise<void>,
  onFailure: (error: Error) => void,
): Promise<void> {
  const db = em.getKysely();
  await sql`savepoint alone`.execute(db);
  try {
    await work();
    await sql`release savepoint alone`.execute(db);
  } catch (error) {
    if (isDatabaseAway(error) || /^(0A|42)/.test((error as { code?: string }).code ?? '')) throw error;
    await sql`rollback to savepoint alone; release savepoint alone`.execute(db);
    onFailure(error as Error);
  }
}
