import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { sql } from 'kysely';
import type { Caller } from '../common/http/access.js';
import { deleteInBatches } from '../database/batches.js';
import { Database } from '../database/database.js';
import { queryIn, statement } from '../database/statement.js';
import { Jobs } from '../jobs/jobs.js';
import { signIns } from '../operations/counters.js';
import { networkOf } from '../operations/network.js';
import { TooManyAttempts } from './auth.errors.js';
import type { ClientInfo } from './credentials.js';

/** Failures that are accepted in some seconds. Those of one account from everywhere have a slow, high limit: a low one would let strangers lock its owner out. */
const limits = {
  pair: { most: 10, seconds: 15 * 60 },
  account: { most: 100, seconds: 24 * 3600 },
  address: { most: 100, seconds: 15 * 60 },
};

export interface LoginAttempt {
  /** The customer's uuid, or a hash of the name that was tried where there is no account: both are throttled alike. */
  account: string;
  /** Where from: a network, or the session of somebody who is signed in. */
  device: string;
  /** Whether somebody signed in to the account from there before: then only its own failures count. */
  known: boolean;
}

/** Values of {@link retryAfterSql} and {@link FailedLoginService.record}. */
export const valuesOf = ({ account, device, known }: LoginAttempt) => [account, device, known] as const;

/** Of somebody who is signed in: what strangers do elsewhere does not count. */
export const ownAttempt = ({ uuid, session }: Pick<Caller, 'uuid' | 'session'>): LoginAttempt => ({
  account: uuid,
  device: `session ${session}`,
  known: true,
});

/** SQL: the limits of an attempt. */
const limitsSql = (account: string, device: string, known: string): string => `(
  select key, most, seconds from (values
    ('pair:' || ${account} || ' ' || ${device}, ${limits.pair.most}, ${limits.pair.seconds}, true),
    ('account:' || ${account}, ${limits.account.most}, ${limits.account.seconds}, not ${known}),
    ('address:' || ${device}, ${limits.address.most}, ${limits.address.seconds}, not ${known})
  ) every (key, most, seconds, counts) where counts
)`;

/** SQL: seconds until the next attempt is allowed; null where no limit is reached. */
export const retryAfterSql = (account: string, device: string, known: string): string => `(
  select max(ceil(extract(epoch from first_failed_at - now()) + seconds))::int
  from ${limitsSql(account, device, known)} limits join failed_logins using (key)
  where count >= most and first_failed_at > now() - make_interval(secs => seconds)
)`;

/** SQL: whether an account was signed in to from a network. */
export const knownSql = (customer: string, network: string): string =>
  `exists (select from known_addresses where customer_id = ${customer} and network = ${network})`;

const typed = ['$1::text', '$2::text', '$3::boolean'] as const;

const retryAfter = statement<{ retry_after: number | null }>(
  'failed_login_retry_after',
  `select ${retryAfterSql(...typed)} as retry_after`,
);

/** Locks the rows in order of their keys. */
const recordFailure = statement<{ seconds: number; is_over: boolean }>(
  'failed_login_record',
  `
  with limits as materialized ${limitsSql(...typed)}, counted as (
    insert into failed_logins as failed (key, count, first_failed_at)
    select key, 1, now() from limits order by key
    on conflict (key) do update set
      count = case when failed.first_failed_at > now() - (select make_interval(secs => seconds) from limits where key = failed.key)
        then failed.count + 1 else 1 end,
      first_failed_at = case when failed.first_failed_at > now() - (select make_interval(secs => seconds) from limits where key = failed.key)
        then failed.first_failed_at else now() end
    returning key, count, first_failed_at
  )
  select count > most as is_over, ceil(extract(epoch from first_failed_at - now()) + seconds)::int as seconds
  from counted join limits using (key)
`,
);

/** Values: the account's uuid, its id, the network. */
const forgive = statement(
  'failed_login_forgive',
  `
  with forgiven as (
    delete from failed_logins where key = 'account:' || $1::text or key like 'pair:' || $1::text || ' %'
  )
  insert into known_addresses (customer_id, network) values ($2, $3)
  on conflict (customer_id, network) do update set last_used_at = now()
`,
);

/** Counts failed logins in PostgreSQL, so that all processes count together. */
@Injectable()
export class FailedLoginService implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
  ) {}

  onModuleInit(): void {
    this.jobs.nightly('failed_logins.forget', () => this.forget());
  }

  async forget(): Promise<void> {
    await deleteInBatches(this.database, 'failed_logins', sql`first_failed_at < now() - interval '1 day'`);
    await deleteInBatches(this.database, 'known_addresses', sql`last_used_at < now() - interval '90 days'`);
  }

  /** @throws TooManyAttempts */
  async assertNotThrottled(attempt: LoginAttempt, em?: EntityManager): Promise<void> {
    const values = [...valuesOf(attempt)];
    const [row] = await (em ? queryIn(em, retryAfter, values) : this.database.query(retryAfter, values));
    if (!row?.retry_after) return;
    signIns.inc({ reason: 'locked' });
    throw new TooManyAttempts(null, row.retry_after);
  }

  /** The count after the failure decides: of many failures at once, those past the limit learn nothing. @throws TooManyAttempts */
  async record(attempt: LoginAttempt, em?: EntityManager): Promise<void> {
    const values = [...valuesOf(attempt)];
    const rows = await (em ? queryIn(em, recordFailure, values) : this.database.query(recordFailure, values));
    const over = rows.filter(({ is_over }) => is_over).map(({ seconds }) => seconds);
    if (over.length === 0) return;
    signIns.inc({ reason: 'locked' });
    throw new TooManyAttempts(null, Math.max(...over));
  }

  /** Whoever has proven that the account is theirs can sign in from here, however often strangers failed. */
  async forgive(em: EntityManager, account: { id: number; uuid: string }, client: ClientInfo): Promise<void> {
    await queryIn(em, forgive, [account.uuid, account.id, networkOf(client.address)]);
  }
}
