import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { sql } from 'kysely';
import { deleteInBatches } from '../database/batches.js';
import { Database } from '../database/database.js';
import { queryIn, statement } from '../database/statement.js';
import { usernameKey } from '../identity/account-keys.js';
import { Jobs } from '../jobs/jobs.js';
import { TooManyAttempts } from './auth.errors.js';

const maxFailures = { account: 10, address: 100 };
const windowSeconds = 15 * 60;
/** Longer than any uuid; names that are longer and begin alike are counted as one. */
const maxKeyLength = 250;

export interface LoginAttempt {
  /** The customer's uuid, or the name that was tried where there is no account: both are throttled alike. */
  account: string;
  address: string;
}

/** The keys under which the failures of an attempt are counted. */
export const failureKeys = ({ account, address }: LoginAttempt) =>
  [`account:${usernameKey(account).slice(0, maxKeyLength)}`, `address:${address}`] as const;

/** SQL: seconds until the next attempt is allowed; null where none of the keys is throttled. */
export const retryAfterSql = (account: string, address: string): string => `(
  select max(ceil(extract(epoch from first_failed_at - now()) + ${windowSeconds}))::int
  from failed_logins
  where key in (${account}, ${address}) and first_failed_at > now() - interval '${windowSeconds} s'
    and count >= case when key = ${account} then ${maxFailures.account} else ${maxFailures.address} end
)`;

const retryAfter = statement<{ retry_after: number | null }>(
  'failed_login_retry_after',
  `select ${retryAfterSql('$1', '$2')} as retry_after`,
);

/** Counts failed logins in PostgreSQL, so that all processes count together. */
@Injectable()
export class FailedLoginService implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
  ) {}

  onModuleInit(): void {
    this.jobs.nightly('failed_logins.forget', () =>
      deleteInBatches(this.database, 'failed_logins', sql`first_failed_at < now() - interval '1 day'`),
    );
  }

  /** @throws TooManyAttempts */
  async assertNotThrottled(attempt: LoginAttempt, em?: EntityManager): Promise<void> {
    const keys = [...failureKeys(attempt)];
    const [row] = await (em ? queryIn(em, retryAfter, keys) : this.database.query(retryAfter, keys));
    if (row?.retry_after) throw new TooManyAttempts(null, row.retry_after);
  }

  /** The count after the failure decides: of many failures at once, those past the limit learn nothing. @throws TooManyAttempts */
  async record(attempt: LoginAttempt, em?: EntityManager): Promise<void> {
    const [account, address] = failureKeys(attempt);
    const { rows } = await sql<{ key: string; count: number }>`
      insert into failed_logins as failed (key, count, first_failed_at)
      select key, 1, now() from unnest(array[${account}, ${address}]::text[]) key order by key
      on conflict (key) do update set
        count = case when failed.first_failed_at > now() - make_interval(secs => ${windowSeconds})
          then failed.count + 1 else 1 end,
        first_failed_at = case when failed.first_failed_at > now() - make_interval(secs => ${windowSeconds})
          then failed.first_failed_at else now() end
      returning key, count
    `.execute(em?.getKysely() ?? this.database.sql());
    const isOver = rows.some(({ key, count }) => count > maxFailures[key === account ? 'account' : 'address']);
    if (isOver) throw new TooManyAttempts(null, windowSeconds);
  }
}
