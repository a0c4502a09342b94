import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { sql } from 'kysely';
import { Database } from '../database/database.js';
import { withTimeLimit } from '../database/time-limit.js';
import { Jobs } from '../jobs/jobs.js';
import { Settings } from '../settings/settings.js';
import { DayCalendar } from './calendar-steps.js';
import { batchSize, foldBatch, lockSums, salesSums, timeoutSeconds } from './fold.js';

/** Until then, minutes are told apart: for «yesterday until the same time». */
const fineDays = 3;

/**
 * Folds sales entries into sums. A statement that reads sums and entries sees each entry once, either here or there, as the
 * move is one transaction; so figures are exact at any moment, and this job only keeps the entries few.
 */
@Injectable()
export class SalesRollupService implements OnModuleInit {
  private readonly days: DayCalendar;

  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
    settings: Settings,
  ) {
    this.days = new DayCalendar(() => settings.get('SHOP_TIME_ZONE'));
  }

  onModuleInit(): void {
    this.jobs.minutely('sales.fold', () => this.fold());
    this.jobs.nightly('sales.coarsen', () => this.coarsen());
  }

  /** @param size of a transaction, in entries */
  async fold(size = batchSize): Promise<void> {
    for (let folded = size; folded === size;)
      folded = await this.database.transaction((em) => foldBatch(em, this.days, size));
  }

  /** Makes quarters of an hour of minutes that are some days old. */
  async coarsen(): Promise<void> {
    for (let moved = batchSize; moved === batchSize;)
      moved = await this.database.transaction((em) => withTimeLimit(em, timeoutSeconds, () => coarsenBatch(em)));
  }
}

async function coarsenBatch(em: EntityManager): Promise<number> {
  await lockSums(em);
  const quarter = sql`date_bin('15 minutes', starts_at, 'epoch')`;
  const { rows } = await sql<{ moved: number }>`
    with fine as (
      select currency, starts_at from sales_rollup
      where starts_at < now() - make_interval(days => ${fineDays}) and starts_at <> ${quarter}
      order by 1, 2 limit ${batchSize}
    ), moved as (
      delete from sales_rollup using fine
      where sales_rollup.currency = fine.currency and sales_rollup.starts_at = fine.starts_at
      returning sales_rollup.*
    ), coarse as (
      insert into sales_rollup (currency, starts_at, ${salesSums.columns})
      select currency, ${quarter}, ${salesSums.sums} from moved group by 1, 2 order by 1, 2
      on conflict (currency, starts_at) do update set ${salesSums.update}
    )
    select count(*) as moved from moved
  `.execute(em.getKysely());
  return rows[0]?.moved ?? 0;
}
