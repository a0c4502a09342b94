import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { sql } from 'kysely';
import { daysAfter, startOfDay } from '../config/calendar.js';
import { deleteInBatches } from '../database/batches.js';
import { Database } from '../database/database.js';
import { Jobs } from '../jobs/jobs.js';
import { today } from './calendar-steps.js';

/** Days for which it is known who was here. */
const personalDays = 2;
const searchDays = 400;
const batchSize = 10_000;
/** Rows that one run looks at, the latest: more do not come within a minute. */
const latestRows = 50_000;

/** Notes who has filled a bucket or ordered, beside the requests that do it, and forgets who it was. */
@Injectable()
export class VisitService implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
  ) {}

  onModuleInit(): void {
    this.jobs.minutely('visits.mark', () => this.markBuckets());
    this.jobs.nightly('visits.forget', () => this.forget());
  }

  /** Looks at the same rows again and again, which changes nothing: so none is missed that commits late. Who is erased stays forgotten. */
  async markBuckets(): Promise<void> {
    const day = today();
    const yesterday = daysAfter(day, -1);
    const latest = (table: 'bucket_lines' | 'orders') =>
      sql`id > (select coalesce(max(id), 0) - ${latestRows} from ${sql.table(table)}) and created_at >= ${startOfDay(yesterday)}`;
    const dayOfRow = sql`case when created_at >= ${startOfDay(day)} then ${day}::date else ${yesterday}::date end`;
    await sql`
      insert into visits (customer_id, day, has_bucket)
      select customer_id, day, true from (
        select customer_id, day from (
          select bucket_id, ${dayOfRow} as day from bucket_lines where ${latest('bucket_lines')}
        ) lines join buckets on buckets.id = bucket_id
        union
        select customer_id, ${dayOfRow} from orders where ${latest('orders')}
      ) marks join customers on customers.id = customer_id and disabled_at is null
      order by customer_id, day
      on conflict (customer_id, day) do update set has_bucket = true where not visits.has_bucket
    `.execute(this.database.sql());
  }

  async forget(): Promise<void> {
    for (let gone = batchSize; gone === batchSize;) gone = await this.database.transaction(forgetBatch);
    await deleteInBatches(this.database, 'search_terms', sql`day < ${daysAfter(today(), -searchDays)}::date`);
  }
}

async function forgetBatch(em: EntityManager): Promise<number> {
  const { rows } = await sql<{ gone: number }>`
    with gone as (
      delete from visits where (customer_id, day) in (
        select customer_id, day from visits where day < ${daysAfter(today(), -personalDays)}::date limit ${batchSize}
      ) returning *
    ), counted as (
      insert into funnel_days (day, visits, views, buckets)
      select day, count(*) filter (where views > 0), sum(views), count(*) filter (where has_bucket) from gone group by day
      on conflict (day) do update set visits = funnel_days.visits + excluded.visits,
        views = funnel_days.views + excluded.views, buckets = funnel_days.buckets + excluded.buckets
    )
    select count(*) as gone from gone
  `.execute(em.getKysely());
  return rows[0]?.gone ?? 0;
}
