import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { sql } from 'kysely';
import { deleteInBatches } from '../database/batches.js';
import { Database } from '../database/database.js';
import { Jobs } from '../jobs/jobs.js';
import { TooManyMessages } from './support.errors.js';

/** An hour's worth of each. */
const limits = {
  /** Messages of one customer, or of one ticket that has none. */
  messages: 30,
  /** Mails to one address that somebody typed. */
  mails: 3,
  /** Tickets of guests and visitors from one network address. */
  tickets: 20,
};
const windowSeconds = 3600;

export type Budget = keyof typeof limits;

/** Counts in PostgreSQL, for all processes together; a count is locked until the end of the transaction, and undone with it. */
@Injectable()
export class TicketBudgetService implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
  ) {}

  onModuleInit(): void {
    this.jobs.nightly('ticket_budgets.forget', () =>
      deleteInBatches(this.database, 'ticket_budgets', sql`started_at < now() - interval '1 day'`),
    );
  }

  /** @param spent whose budget of each kind is used once @throws TooManyMessages */
  async spend(em: EntityManager, spent: Partial<Record<Budget, string>>): Promise<void> {
    const keys = Object.entries(spent).map(([budget, whose]) => `${budget}:${whose.toLowerCase()}`);
    const { rows } = await sql<{ key: string; count: number; seconds: number }>`
      insert into ticket_budgets as budget (key, count, started_at)
      select key, 1, now() from unnest(${keys}::text[]) key order by key
      on conflict (key) do update set
        count = case when budget.started_at > now() - make_interval(secs => ${windowSeconds})
          then budget.count + 1 else 1 end,
        started_at = case when budget.started_at > now() - make_interval(secs => ${windowSeconds})
          then budget.started_at else now() end
      returning key, count, ceil(extract(epoch from started_at - now()) + ${windowSeconds})::int as seconds
    `.execute(em.getKysely());
    const over = rows.find(({ key, count }) => count > limits[key.split(':', 1)[0] as Budget]);
    if (over) throw new TooManyMessages(null, over.seconds);
  }
}
