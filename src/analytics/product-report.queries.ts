import type { InferKyselyDB } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { type RawBuilder, sql } from 'kysely';
import type { ProductSchema } from '../catalog/product.entity.js';
import type { List } from '../common/http/paging.js';
import { daysAfter } from '../config/calendar.js';
import { Database } from '../database/database.js';
import { listOf, type Sorting } from '../database/list.js';
import { decimal } from '../database/sql.js';
import { today } from './calendar-steps.js';
import { currencyOf, periodOf } from './period.dto.js';
import type { RunningOutQuery, RunningOutRow, SellerRow, SellersQuery } from './product-report.dto.js';
import type { ProductSalesSchema } from './rollups.entity.js';

type Tables = InferKyselyDB<typeof ProductSchema | typeof ProductSalesSchema>;

const mostDays = 3_700;
const paceDays = 28;

/** Of products that still exist, from sums that are at most a minute or two old. */
@Injectable()
export class ProductReportQueries {
  constructor(private readonly database: Database) {}

  /** @throws ValidationFailed, PeriodTooLong */
  async sellers({ ordering, ...query }: SellersQuery): Promise<List<SellerRow>> {
    const { from, to } = periodOf(query, mostDays);
    const currency = currencyOf(query);
    const sold = this.soldSince(from)
      .where('day', '<=', to as never)
      .where('currency', '=', currency)
      .as('sold');
    const direction = ordering.startsWith('-') ? 'desc' : 'asc';
    const rows = this.database
      .sql<Tables>()
      .selectFrom('products')
      .leftJoin(sold, 'sold.product_uuid', 'products.uuid')
      .where(sql<boolean>`(published or coalesce(sold.units, 0) > 0)`)
      .select((row) => [
        'products.uuid as product',
        'products.slug',
        'products.name',
        'products.published',
        row.fn.coalesce('sold.units', sql<number>`0`).as('units'),
        amountIn(currency, sql`coalesce(sold.gross, 0)`).as('gross'),
        'products.stock',
      ]);
    const keys: Sorting['keys'] = [
      [sql`coalesce(${sql.ref(`sold.${ordering.replace('-', '')}`)}, 0)`, 'bigint'],
      // Of products that sold alike, the oldest come first.
      [direction === 'desc' ? sql`(-products.id)` : 'products.id', 'int'],
    ];
    return listOf(this.database, rows, { direction, keys }, query);
  }

  /** Those that last the fewest days first. */
  runningOut({ days, ...page }: RunningOutQuery): Promise<List<RunningOutRow>> {
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
      ]);
    const pace = sql`(products.stock::numeric / sold.units)`;
    return listOf(
      this.database,
      rows,
      {
        direction: 'asc',
        keys: [
          [pace, 'numeric'],
          ['products.id', 'int'],
        ],
      },
      page,
    );
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
