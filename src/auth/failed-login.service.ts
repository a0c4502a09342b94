import { Injectable, type OnModuleInit } from '@nestjs/common';
import { sql } from 'kysely';
import { Database } from '../database/database.js';
import { Jobs } from '../jobs/jobs.js';
import { statement } from '../database/statement.js';
import { TooManyAttempts } from './auth.errors.js';

const mostOf = { account: 10, address: 100 };
const windowSeconds = 15 * 60;

export interface Attempt {
  /** The customer's id, or what was tried where there is none: both are throttled alike. */
  account: string;
  address: string;
}

/** Under what its failures are counted. */
export const keysOf = ({ account, address }: Attempt) =>
  [`account:${account.toLowerCase()}`, `address:${address}`] as const;

/** SQL: in how many seconds one may try again who has failed too often; null for everybody else. */
export const waitFor = (account: string, address: string): string => `(
  select max(ceil(extract(epoch from since - now()) + ${windowSeconds}))::int
  from failed_logins
  where key in (${account}, ${address}) and since > now() - interval '${windowSeconds} s'
    and count >= case when key = ${account} then ${mostOf.account} else ${mostOf.address} end
)`;

const waitOf = statement<{ wait: number | null }>(`select ${waitFor('$1', '$2')} as wait`);

/** Counts failed sign-ins in PostgreSQL, so that every process counts the same. */
@Injectable()
export class FailedLoginService implements OnModuleInit {
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
    const [waiting] = await this.database.query(waitOf, [...keysOf(attempt)]);
    if (waiting?.wait) throw new TooManyAttempts(null, waiting.wait);
  }

  /** Counting is the decision: of many failures at once, the ones past the limit learn nothing. @throws TooManyAttempts */
  async record(attempt: Attempt): Promise<void> {
    const [account, address] = keysOf(attempt);
    const { rows } = await sql<{ key: string; count: number }>`
      insert into failed_logins as failed (key, count, since)
      select key, 1, now() from unnest(array[${account}, ${address}]::text[]) key order by key
      on conflict (key) do update set
        count = case when failed.since > now() - make_interval(secs => ${windowSeconds}) then failed.count + 1 else 1 end,
        since = case when failed.since > now() - make_interval(secs => ${windowSeconds}) then failed.since else now() end
      returning key, count
    `.execute(this.database.sql());
    if (rows.some(({ key, count }) => count > most(key))) throw new TooManyAttempts(null, windowSeconds);
  }
}

const most = (key: string) => (key.startsWith('account:') ? mostOf.account : mostOf.address);
