import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { sql } from 'kysely';
import { Database } from '../database/database.js';
import { Jobs } from '../jobs/jobs.js';

const batchSize = 10_000;
/** Until then, minutes are told apart: for «yesterday until the same time». */
const fineDays = 3;

/**
 * Folds sales entries into sums. A statement that reads sums and entries sees each entry once, either here or there, as the
 * move is one transaction; so figures are exact at any moment, and this job only keeps the entries few.
 */
@Injectable()
export class SalesRollupService implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
  ) {}

  onModuleInit(): void {
    this.jobs.minutely('sales.fold', () => this.fold());
    this.jobs.nightly('sales.coarsen', () => this.coarsen());
  }

  async fold(): Promise<void> {
    for (let folded = batchSize; folded === batchSize;) folded = await this.database.transaction(foldBatch);
  }

  /** Makes quarters of an hour of minutes that are some days old. */
  async coarsen(): Promise<void> {
    for (let moved = batchSize; moved === batchSize;) moved = await this.database.transaction(coarsenBatch);
  }
}

const sums = sql`sum(orders), sum(units), sum(gross), sum(tax), sum(credits), sum(refunds)`;
const columns = sql`currency, starts_at, orders, units, gross, tax, credits, refunds`;
const added = sql.join(
  ['orders', 'units', 'gross', 'tax', 'credits', 'refunds'].map(
    (name) => sql`${sql.ref(name)} = sales_rollup.${sql.ref(name)} + excluded.${sql.ref(name)}`,
  ),
);

/** Rows in one order, so that two folds wait for each other instead of deadlocking. */
async function foldBatch(em: EntityManager): Promise<number> {
  const { rows } = await sql<{ folded: number }>`
    with taken as (
      delete from sales_entries
      where id = any (array (select id from sales_entries order by id limit ${batchSize} for update skip locked))
      returning *
    ), folded as (
      insert into sales_rollup (${columns})
      select currency, date_bin('1 minute', happened_at, 'epoch'), ${sums} from taken group by 1, 2 order by 1, 2
      on conflict (currency, starts_at) do update set ${added}
    )
    select count(*) as folded from taken
  `.execute(em.getKysely());
  return rows[0]?.folded ?? 0;
}

async function coarsenBatch(em: EntityManager): Promise<number> {
  const quarter = sql`date_bin('15 minutes', starts_at, 'epoch')`;
  const { rows } = await sql<{ moved: number }>`
    with fine as (
      select currency, starts_at from sales_rollup
      where starts_at < now() - make_interval(days => ${fineDays}) and starts_at <> ${quarter}
      order by 1, 2 limit ${batchSize} for update skip locked
    ), moved as (
      delete from sales_rollup using fine
      where sales_rollup.currency = fine.currency and sales_rollup.starts_at = fine.starts_at
      returning sales_rollup.*
    ), coarse as (
      insert into sales_rollup (${columns})
      select currency, ${quarter}, ${sums} from moved group by 1, 2 order by 1, 2
      on conflict (currency, starts_at) do update set ${added}
    )
    select count(*) as moved from moved
  `.execute(em.getKysely());
  return rows[0]?.moved ?? 0;
}
