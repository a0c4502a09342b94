import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { sql } from 'kysely';
import { createHash } from 'node:crypto';
import type { Caller } from '../common/http/access.js';
import { clientAddress } from '../common/http/request-id.js';
import { deleteInBatches } from '../database/batches.js';
import { Database } from '../database/database.js';
import { queryIn, statement } from '../database/statement.js';
import { Jobs } from '../jobs/jobs.js';
import { networkOf } from '../operations/network.js';

/** How much of something may be used within so many seconds, from the first use on. */
export interface Budget {
  key: string;
  /** 0: no limit. */
  most: number;
  seconds: number;
}

interface Spent {
  is_over: boolean;
  /** Until a budget that is used up starts anew. */
  wait: number;
}

const over = `select coalesce(bool_or(count > most), false) as is_over,
    coalesce(max(ceil(extract(epoch from ends_at - now()))) filter (where count > most), 0)::int as wait`;

/** Values: keys, limits, seconds. Locks the rows in order of their keys. */
const spend = statement<Spent>(
  'budget_spend',
  `
  with spent as (
    insert into budgets as budget (key, count, ends_at)
    select key, 1, now() + make_interval(secs => seconds)
    from unnest($1::text[], $3::int[]) as starts (key, seconds) order by key
    on conflict (key) do update set
      count = case when budget.ends_at > now() then budget.count + 1 else 1 end,
      ends_at = case when budget.ends_at > now() then budget.ends_at else excluded.ends_at end
    returning key, count, ends_at
  )
  ${over} from spent join unnest($1::text[], $2::int[]) as limits (key, most) using (key)
`,
);

/** Values: keys, limits. Whether one more would be too many. */
const look = statement<Spent>(
  'budget_look',
  `
  with used as (select key, count + 1 as count, ends_at from budgets where key = any($1::text[]) and ends_at > now())
  ${over} from used join unnest($1::text[], $2::int[]) as limits (key, most) using (key)
`,
);

/** Value: keys. */
const giveBack = statement(
  'budget_give_back',
  `
  with kept as (select key from budgets where key = any($1::text[]) order by key for update)
  update budgets set count = greatest(count - 1, 0) from kept where budgets.key = kept.key
`,
);

/** Counts in PostgreSQL, for all processes together. Without a transaction of its caller, what is refused is counted, too. */
@Injectable()
export class BudgetService implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
  ) {}

  onModuleInit(): void {
    this.jobs.nightly('budgets.forget', () => deleteInBatches(this.database, 'budgets', sql`ends_at < now()`));
  }

  /**
   * Uses each once.
   *
   * @param em of a transaction, which holds the counts until its end and undoes them with itself
   * @returns seconds to wait where one was used up before; of many at once, as many as a budget has get undefined
   */
  spend(budgets: Budget[], em?: EntityManager): Promise<number | undefined> {
    const limited = budgets.filter(({ most }) => most > 0);
    return this.ask(spend, limited, [limited.map(({ seconds }) => seconds)], em);
  }

  /** Uses nothing. @returns seconds to wait where one is used up */
  look(budgets: Budget[]): Promise<number | undefined> {
    return this.ask(
      look,
      budgets.filter(({ most }) => most > 0),
    );
  }

  /** What was spent in advance, and not used. */
  async giveBack(budgets: Budget[]): Promise<void> {
    const keys = budgets.filter(({ most }) => most > 0).map(({ key }) => key);
    if (keys.length > 0) await this.database.query(giveBack, [keys]);
  }

  private async ask(
    text: typeof spend,
    limited: Budget[],
    more: unknown[] = [],
    em?: EntityManager,
  ): Promise<number | undefined> {
    if (limited.length === 0) return undefined;
    const values = [limited.map(({ key }) => key), limited.map(({ most }) => most), ...more];
    const [row] = await (em ? queryIn(em, text, values) : this.database.query(text, values));
    return row?.is_over ? Math.max(1, row.wait) : undefined;
  }
}

/** Of the account or guest, and of the network that the request comes from. */
export function budgetsOf(
  kind: string,
  { id }: Pick<Caller, 'id'>,
  { each, network, seconds }: { each: number; network: number; seconds: number },
): Budget[] {
  return [{ key: `${kind}:customer:${id}`, most: each, seconds }, ...networkBudget(kind, network, seconds)];
}

/** Nobody's, where there is no request. */
export function networkBudget(kind: string, most: number, seconds: number): Budget[] {
  const network = currentNetwork();
  return network ? [{ key: `${kind}:from:${network}`, most, seconds }] : [];
}

/** Of the client of the current request: an IPv4 address, or the first half of an IPv6 one. */
export const currentNetwork = (): string | undefined => {
  const address = clientAddress();
  return address ? networkOf(address) : undefined;
};

/** Of a recipient: `max+anything@…` is the mailbox of `max@…`. Nobody reads an address in a count. */
export const mailboxHash = (email: string): string =>
  createHash('sha256')
    .update(email.toLowerCase().replace(/^([^+@]+)\+[^@]*@/, '$1@'))
    .digest('hex');
