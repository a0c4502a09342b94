import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type RawBuilder, sql } from 'kysely';
import { Database } from '../database/database.js';
import { Jobs } from '../database/jobs.js';
import { TooManyAttempts } from './auth.errors.js';

const mostOf = { account: 10, address: 100 };
const windowSeconds = 15 * 60;

export interface Attempt {
  /** The customer's id, or what was tried where there is none: both are throttled alike. */
  account: string;
  address: string;
}

/** Counts failed sign-ins in PostgreSQL, so that every process counts the same. */
@Injectable()
export class FailedLogins implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
  ) {}

  onModuleInit(): void {
    this.jobs.nightly('failed_logins.forget', async () => {
      await sql`delete from failed_logins where since < now() - interval '1 day'`.execute(this.database.sql());
    });
  }

  /** @throws TooManyAttempts */
  async ensureFew(attempt: Attempt): Promise<void> {
    const { rows } = await sql<{ key: string; count: number; wait: number }>`
      select key, count, ceil(extract(epoch from since - now()) + ${windowSeconds})::int as wait
      from failed_logins
      where key in (${accountKey(attempt)}, ${addressKey(attempt)}) and since > now() - make_interval(secs => ${windowSeconds})
    `.execute(this.database.sql());
    const waits = rows.filter(({ key, count }) => count >= most(key)).map(({ wait }) => wait);
    if (waits.length > 0) throw new TooManyAttempts(null, Math.max(...waits));
  }

  /** The same as a condition, for a statement that is to do something only then. */
  areFew(attempt: Attempt): RawBuilder<boolean> {
    return sql`not exists (
      select from failed_logins
      where key in (${accountKey(attempt)}, ${addressKey(attempt)}) and since > now() - make_interval(secs => ${windowSeconds})
        and count >= case when key = ${accountKey(attempt)} then ${mostOf.account}::int else ${mostOf.address}::int end
    )`;
  }

  /** Counting is the decision: of many failures at once, the ones past the limit learn nothing. @throws TooManyAttempts */
  async record(attempt: Attempt): Promise<void> {
    const { rows } = await sql<{ key: string; count: number }>`
      insert into failed_logins as failed (key, count, since)
      select key, 1, now() from unnest(array[${accountKey(attempt)}, ${addressKey(attempt)}]::text[]) key order by key
      on conflict (key) do update set
        count = case when failed.since > now() - make_interval(secs => ${windowSeconds}) then failed.count + 1 else 1 end,
        since = case when failed.since > now() - make_interval(secs => ${windowSeconds}) then failed.since else now() end
      returning key, count
    `.execute(this.database.sql());
    if (rows.some(({ key, count }) => count > most(key))) throw new TooManyAttempts(null, windowSeconds);
  }
}

const accountKey = ({ account }: Attempt) => `account:${account.toLowerCase()}`;
const addressKey = ({ address }: Attempt) => `address:${address}`;
const most = (key: string) => (key.startsWith('account:') ? mostOf.account : mostOf.address);
