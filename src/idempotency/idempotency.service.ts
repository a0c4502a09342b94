import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { sql } from 'kysely';
import { createHash } from 'node:crypto';
import { IdempotencyKeyReused, StillRunning } from '../common/http/request.errors.js';
import { deleteInBatches } from '../database/batches.js';
import { Database } from '../database/database.js';
import { queryIn, statement } from '../database/statement.js';
import { Jobs } from '../jobs/jobs.js';
import type { IdempotentResult } from './idempotent.interceptor.js';

interface IdempotentRequest {
  customer: number;
  /** The client's `Idempotency-Key`; without one every request is a new one. */
  key: string | undefined;
  route: string;
  body: unknown;
}

interface StoredAnswer {
  request_hash: string;
  answer: object;
}

@Injectable()
export class IdempotencyService implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
  ) {}

  onModuleInit(): void {
    this.jobs.nightly('idempotency.forget', () =>
      deleteInBatches(this.database, 'idempotency_keys', sql`created_at < now() - interval '24 hours'`),
    );
  }

  /**
   * Runs `work` once per key, in one transaction with its answer, which is kept for 24 hours. A failure keeps nothing: it
   * changed nothing, so the same key may try again. The lock ends with the transaction, so a crash blocks nobody.
   *
   * @throws StillRunning, IdempotencyKeyReused
   */
  transaction<Answer extends object>(
    request: IdempotentRequest,
    work: (em: EntityManager) => Promise<Answer>,
  ): Promise<IdempotentResult<Answer>> {
    return this.database.transaction((em) => once(em, request, () => work(em)));
  }
}

/** Values: the locked text, customer's id, key. */
const claimKey = statement<StoredAnswer & { locked: boolean }>(
  'idempotency_claim',
  `
  select locked, request_hash, answer
  from (select pg_try_advisory_xact_lock(hashtextextended($1, 0)) as locked) lock
  left join idempotency_keys
    on locked and customer_id = $2 and key = $3 and created_at > now() - interval '24 hours'
`,
);

/** Values: customer's id, key, hash, answer. */
const storeAnswer = statement(
  'idempotency_store',
  `
  insert into idempotency_keys (customer_id, key, request_hash, answer) values ($1, $2, $3, $4)
  on conflict (customer_id, key)
    do update set request_hash = excluded.request_hash, answer = excluded.answer, created_at = now()
    where idempotency_keys.created_at <= now() - interval '24 hours'
  returning key
`,
);

async function once<Answer extends object>(
  em: EntityManager,
  { customer, key, route, body }: IdempotentRequest,
  work: () => Promise<Answer>,
): Promise<IdempotentResult<Answer>> {
  if (key === undefined) return { answer: await work(), replayed: false };
  const hash = createHash('sha256')
    .update(JSON.stringify([route, body]))
    .digest('hex');
  const [stored] = await queryIn(em, claimKey, [`${customer} ${key}`, customer, key]);
  if (!stored?.locked) throw new StillRunning(null, 1);
  if (stored.answer) {
    if (stored.request_hash !== hash) throw new IdempotencyKeyReused();
    return { answer: stored.answer as Answer, replayed: true };
  }
  const answer = await work();
  const kept = await queryIn(em, storeAnswer, [customer, key, hash, JSON.stringify(answer)]);
  // Another request with this key ended between the look above and the lock: this one must not have happened.
  if (kept.length === 0) throw new StillRunning(null, 1);
  return { answer, replayed: false };
}
