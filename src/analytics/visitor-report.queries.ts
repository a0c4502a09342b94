import type { InferKyselyDB } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import type { BucketLineSchema, BucketSchema } from '../bucket/bucket.entity.js';
import type { ProductSchema } from '../catalog/product.entity.js';
import { offsetOf, type Page } from '../common/http/paging.js';
import type { CustomerSchema } from '../customer/customer.entity.js';
import { Database } from '../database/database.js';
import { decimal, iso, pageOf } from '../database/sql.js';
import { momentsOf, startsOf } from './calendar-steps.js';
import { type PeriodQuery, periodOf } from './period.dto.js';
import type { SearchTermSchema } from '../search/search-term.entity.js';
import type {
  AbandonedBucket,
  AbandonedQuery,
  AbandonedSum,
  AbandonedTotals,
  FunnelDayRow,
  FunnelReport,
  IdleTime,
  SearchesQuery,
  SearchRow,
} from './visitor-report.dto.js';
import { dayOf } from '../config/calendar.js';

type Tables = InferKyselyDB<
  typeof BucketSchema | typeof BucketLineSchema | typeof ProductSchema | typeof CustomerSchema | typeof SearchTermSchema
>;

const mostFunnelDays = 92;
const mostSearchDays = 400;

type Visitors = Omit<FunnelDayRow, 'orders' | 'paid'>;

@Injectable()
export class VisitorReportQueries {
  constructor(private readonly database: Database) {}

  /** @throws ValidationFailed, PeriodTooLong */
  async funnel(query: PeriodQuery): Promise<FunnelReport> {
    const period = periodOf(query, mostFunnelDays);
    const starts = startsOf(period, 'day');
    const [visitors, orders] = await Promise.all([this.visitors(period.from, period.to), this.ordersOf(starts)]);
    const rows = starts.map((start, at) => {
      const day = dayOf(start);
      const none = { day, visits: 0, product_views: 0, buckets: 0 };
      return { ...none, ...visitors.get(day), ...(orders.get(at + 1) ?? { orders: 0, paid: 0 }) };
    });
    return { ...period, rows };
  }

  /** The most frequent first. @throws ValidationFailed, PeriodTooLong */
  async searches({ results, ...query }: SearchesQuery): Promise<Page<SearchRow>> {
    const { from, to } = periodOf(query, mostSearchDays);
    const db = this.database.sql<Tables>();
    const terms = db
      .selectFrom('search_terms')
      .where('day', '>=', from as never)
      .where('day', '<=', to as never)
      .groupBy('term')
      .select([
        'term',
        sql<number>`sum(searches)::bigint`.as('searches'),
        sql<number>`sum(without_result)::bigint`.as('without_result'),
        sql<string>`max(day)::text`.as('last_day'),
      ]);
    const rows = db.selectFrom(terms.as('terms')).selectAll();
    const found = results === 'none' ? rows.where('without_result', '>', 0) : rows;
    return pageOf(found.orderBy(results === 'none' ? 'without_result' : 'searches', 'desc').orderBy('term'), query);
  }

  /** The most valuable first. The sums of all buckets are made once for the page and the totals. */
  async abandoned({ idle, ...page }: AbandonedQuery): Promise<Page<AbandonedBucket> & { totals: AbandonedTotals }> {
    const sumOf = (idle: IdleTime) => sql<AbandonedSum>`(
      select json_build_object('buckets', buckets, 'value', ${decimal('minor')})
      from (select coalesce(sum(minor), 0)::bigint as minor, count(*) as buckets from filled where changed_at < ${before[idle]}) idle
    )`;
    const { rows } = await sql<AbandonedTotals & { results: AbandonedBucket[] }>`
      with filled as materialized (${this.filledBuckets()})
      select ${sumOf('hour')} as hour, ${sumOf('day')} as day, ${sumOf('week')} as week, (
        select coalesce(json_agg(page), '[]') from (
          select customers.uuid as customer, username, products, units, ${decimal('minor')} as value, ${iso('changed_at')} as date_changed
          from filled join customers on customers.id = customer_id where changed_at < ${before[idle]}
          order by minor desc, customer_id limit ${page.page_size} offset ${offsetOf(page)}
        ) page
      ) as results
    `.execute(this.database.sql());
    if (!rows[0]) throw new Error('totals without a row');
    const { results, ...totals } = rows[0];
    return { count: totals[idle].buckets, results, totals };
  }

  /** Buckets with products, and when each was last changed. */
  private filledBuckets() {
    return this.database
      .sql<Tables>()
      .selectFrom('bucket_lines')
      .innerJoin('buckets', 'buckets.id', 'bucket_lines.bucket_id')
      .innerJoin('products', 'products.id', 'bucket_lines.product_id')
      .groupBy('buckets.id')
      .select([
        'buckets.customer_id',
        sql<Date>`greatest(buckets.updated_at, max(bucket_lines.updated_at))`.as('changed_at'),
        sql<number>`count(*)`.as('products'),
        sql<number>`sum(bucket_lines.quantity)`.as('units'),
        sql<number>`sum(bucket_lines.quantity * products.price)::bigint`.as('minor'),
      ]);
  }

  private async visitors(from: string, to: string): Promise<Map<string, Visitors>> {
    const { rows } = await sql<Visitors>`
      select day::text, sum(visits)::bigint as visits, sum(views)::bigint as product_views, sum(buckets)::bigint as buckets from (
        select day, visits, views, buckets from funnel_days where day between ${from}::date and ${to}::date
        union all
        select day, count(*) filter (where views > 0), sum(views), count(*) filter (where has_bucket)
        from visits where day between ${from}::date and ${to}::date group by day
      ) days group by day
    `.execute(this.database.sql());
    return new Map(rows.map((row) => [row.day, row]));
  }

  /** By the number of the day, from 1. */
  private async ordersOf(starts: Date[]): Promise<Map<number, Pick<FunnelDayRow, 'orders' | 'paid'>>> {
    const day = dayOf(starts.at(-1) ?? new Date());
    const [, end] = momentsOf({ from: day, to: day });
    const { rows } = await sql<{ at: number; orders: number; paid: number }>`
      select width_bucket(created_at, ${starts}::timestamptz[]) as at, count(*) as orders, count(paid_at) as paid
      from orders where created_at >= ${starts[0]} and created_at < ${end} group by 1
    `.execute(this.database.sql());
    return new Map(rows.map(({ at, ...counts }) => [at, counts]));
  }
}

const before: Record<IdleTime, ReturnType<typeof ago>> = {
  hour: ago('1 hour'),
  day: ago('1 day'),
  week: ago('7 days'),
};

function ago(time: string) {
  return sql<Date>`now() - ${sql.lit(time)}::interval`;
}
