import type { InferKyselyDB } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { type RawBuilder, sql } from 'kysely';
import type { ProductSchema } from '../catalog/product.entity.js';
import { offsetOf, type Page } from '../common/http/paging.js';
import { daysAfter } from '../config/calendar.js';
import { Database } from '../database/database.js';
import { decimal, pageOf } from '../database/sql.js';
import { today } from './calendar-steps.js';
import { currencyOf, periodOf } from './period.dto.js';
import type { RunningOutQuery, RunningOutRow, SellerRow, SellersQuery } from './product-report.dto.js';
import type { ProductSalesSchema } from './rollups.entity.js';

type Tables = InferKyselyDB<typeof ProductSchema | typeof ProductSalesSchema>;

const mostDays = 366;
const paceDays = 28;

/** Of products that still exist, from sums that are at most a minute or two old. */
@Injectable()
export class ProductReportQueries {
  constructor(private readonly database: Database) {}

  /**
   * Products that were sold, and the others, in the order of their ids, are two lists, one after the other: so a page of the
   * first looks at none of the second, which are most of a large shop.
   *
   * @throws ValidationFailed, PeriodTooLong
   */
  async sellers({ ordering, ...query }: SellersQuery): Promise<Page<SellerRow>> {
    const { from, to } = periodOf(query, mostDays);
    const currency = currencyOf(query);
    const sums = this.soldSince(from)
      .where('day', '<=', to as never)
      .where('currency', '=', currency);
    const by = sql.ref(ordering.replace('-', ''));
    const sold = sql`from listed where ${by} > 0 order by ${by} ${sql.raw(ordering.startsWith('-') ? 'desc' : 'asc')}, id`;
    const others = sql`from (
      select products.id, coalesce(units, 0) as units, coalesce(gross, 0) as gross from products left join listed using (id)
      where coalesce(${by}, 0) = 0 and (products.published or units > 0)
    ) others order by id`;
    const rows = (list: RawBuilder<unknown>, limit: RawBuilder<unknown>, offset: RawBuilder<unknown>) => sql`(
      select coalesce(json_agg(page order by place), '[]') from (
        select row_number() over () as place, id, units, gross from (select id, units, gross ${list} limit ${limit} offset ${offset}) page
      ) placed join lateral (
        select uuid as product, slug, name, published, units, ${amountIn(currency, sql`gross`)} as gross, stock from products where products.id = placed.id
      ) page on true)`;
    const [firstList, secondList, first] = ordering.startsWith('-')
      ? [sold, others, sql`(select sold from counts)`]
      : [others, sold, sql`(select count - sold from counts)`];
    const [limit, offset] = [sql`${query.page_size}::bigint`, sql`${offsetOf(query)}::bigint`];
    const pages = await sql<{ count: number; before: SellerRow[]; after: SellerRow[] }>`
      with sold as (${sums}), listed as materialized (
        select id, published, units, gross from sold join products on products.uuid = product_uuid
      ), counts as materialized (
        select count(*) filter (where ${by} > 0) as sold,
          count(*) filter (where not published and units > 0) + (select count(*) from products where published) as count
        from listed
      )
      select count, ${rows(firstList, limit, offset)} as before,
        ${rows(secondList, sql`greatest(0, least(${limit}, ${offset} + ${limit} - ${first}))`, sql`greatest(0, ${offset} - ${first})`)} as after
      from counts
    `.execute(this.database.sql());
    const { count, before, after } = pages.rows[0] ?? { count: 0, before: [], after: [] };
    return { count, results: [...before, ...after] };
  }

  /** Those that last the fewest days first. */
  runningOut({ days, ...page }: RunningOutQuery): Promise<Page<RunningOutRow>> {
    const sold = this.soldSince(daysAfter(today(), 1 - paceDays)).as('sold');
    const daysLeft = sql<number>`floor(products.stock * ${paceDays}::numeric / sold.units)::int`;
    const rows = this.database
      .sql<Tables>()
      .selectFrom('products')
      .innerJoin(sold, 'sold.product_uuid', 'products.uuid')
      .where('products.published', '=', true)
      .where('products.stock', '>', 0)
      .where('sold.units', '>', 0)
      .where(daysLeft, '<=', days)
      .select([
        'products.uuid as product',
        'products.slug',
        'products.name',
        'products.stock',
        'sold.units as units_sold',
        daysLeft.as('days_left'),
      ])
      .orderBy(sql`products.stock::numeric / sold.units`)
      .orderBy('products.id');
    return pageOf(rows, page);
  }

  private soldSince(day: string) {
    return this.database
      .sql<Tables>()
      .selectFrom('product_sales')
      .where('day', '>=', day as never)
      .groupBy('product_uuid')
      .select([
        'product_uuid',
        sql<number>`sum(units)::bigint`.as('units'),
        sql<number>`sum(gross)::bigint`.as('gross'),
      ]);
  }
}

/** Minor units as a decimal string. */
export const amountIn = (currency: string, minor: RawBuilder<unknown>): RawBuilder<string> =>
  sql`(select ${decimal('minor', 'currency')} from (select (${minor})::bigint as minor, ${currency}::text as currency) amount)`;
