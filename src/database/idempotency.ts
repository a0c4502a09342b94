import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { createHash } from 'node:crypto';
import type { Once } from '../common/idempotent.js';
import { IdempotencyKeyReused, StillRunning } from '../common/request.errors.js';

interface Repeatable {
  customer: number;
  /** What the client sent as `Idempotency-Key`; without one every request is a new one. */
  key: string | undefined;
  route: string;
  body: unknown;
}

interface Kept {
  request_hash: string;
  answer: object;
}

/**
 * Does `work` once a key, within the transaction of `em`, and keeps its answer for 24 hours. A failure keeps nothing:
 * it changed nothing, so the same key may try again. The lock goes with the transaction, so a crash blocks nobody.
 *
 * @throws StillRunning, IdempotencyKeyReused
 */
export async function once<Answer extends object>(
  em: EntityManager,
  { customer, key, route, body }: Repeatable,
  work: () => Promise<Answer>,
): Promise<Once<Answer>> {
  if (key === undefined) return { answer: await work(), replayed: false };
  const hash = createHash('sha256')
    .update(JSON.stringify([route, body]))
    .digest('hex');
  const kysely = em.getKysely();
  const { rows } = await sql<Kept & { mine: boolean }>`
    select mine, request_hash, answer
    from (select pg_try_advisory_xact_lock(hashtextextended(${`${customer} ${key}`}, 0)) as mine) lock
    left join idempotency_keys on mine and customer_id = ${customer} and key = ${key} and created > now() - interval '24 hours'
  `.execute(kysely);
  const kept = rows[0];
  if (!kept?.mine) throw new StillRunning(null, 1);
  if (kept.answer) {
    if (kept.request_hash !== hash) throw new IdempotencyKeyReused();
    return { answer: kept.answer as Answer, replayed: true };
  }
  const answer = await work();
  await sql`
    insert into idempotency_keys (customer_id, key, request_hash, answer)
    values (${customer}, ${key}, ${hash}, ${JSON.stringify(answer)}::json)
    on conflict (customer_id, key) do update set request_hash = excluded.request_hash, answer = excluded.answer, created = now()
  `.execute(kysely);
  return { answer, replayed: false };
}
