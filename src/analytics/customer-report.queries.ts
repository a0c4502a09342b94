import type { InferKyselyDB } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import type { List } from '../common/http/paging.js';
import { decimal } from '../common/money/money.js';
import { shopCurrency } from '../config/currency.js';
import type { CustomerSchema } from '../customer/customer.entity.js';
import { Database } from '../database/database.js';
import { listOf, type Sorting } from '../database/list.js';
import { decimal as decimalColumn, iso } from '../database/sql.js';
import { type Period, periodBefore, today } from './calendar-steps.js';
import type {
  CohortQuery,
  CohortReport,
  CohortRow,
  CurrencyQuery,
  CustomerReport,
  CustomerSegment,
  RepeatFigures,
  RepeatReport,
  SegmentCustomer,
  SegmentQuery,
} from './customer-report.dto.js';
import { currencyOf, type MoneyPeriodQuery, periodOf } from './period.dto.js';
import type { CustomerSalesSchema } from './rollups.entity.js';

type Tables = InferKyselyDB<typeof CustomerSchema | typeof CustomerSalesSchema>;
type InMinorUnits<Row> = Omit<Row, 'gross'> & { gross: number };

const mostDays = 3_700;

/** With one decimal, rounded half up. */
const percent = (part: number, whole: number): string =>
  (whole > 0 ? Math.round((1_000 * part) / whole) / 10 : 0).toFixed(1);

/** From sums that are at most a minute or two old. */
@Injectable()
export class CustomerReportQueries {
  constructor(private readonly database: Database) {}

  async report({ currency = shopCurrency() }: CurrencyQuery): Promise<CustomerReport> {
    const { rows } = await sql<InMinorUnits<CustomerSegment> & { repeated: number }>`
      select recency, frequency, money, count(*) as customers, count(*) filter (where orders > 1) as repeated,
        sum(orders)::bigint as orders, sum(gross)::bigint as gross
      from customer_sales where currency = ${currency} and recency is not null
      group by 1, 2, 3 order by 1 desc, 2 desc, 3 desc
    `.execute(this.database.sql());
    const sumOf = (name: 'customers' | 'repeated') => rows.reduce((sum, row) => sum + row[name], 0);
    const [customers, repeat_customers] = [sumOf('customers'), sumOf('repeated')];
    return {
      currency,
      customers,
      repeat_customers,
      repeat_rate: percent(repeat_customers, customers),
      segments: rows.map(({ repeated: _, gross, ...row }) => ({ ...row, gross: decimal(gross, currency) })),
    };
  }

  /** The most valuable first. */
  segment({
    currency = shopCurrency(),
    recency,
    frequency,
    money,
    ...page
  }: SegmentQuery): Promise<List<SegmentCustomer>> {
    const scores = Object.entries({ recency, frequency, money }).filter(([, score]) => score !== undefined);
    const sums = this.database
      .sql<Tables>()
      .selectFrom('customer_sales')
      .innerJoin('customers', 'customers.id', 'customer_sales.customer_id')
      .where('currency', '=', currency)
      .where('recency', 'is not', null)
      .where((row) => row.and(Object.fromEntries(scores)));
    const rows = sums.select([
      'customers.uuid as customer',
      'customers.username',
      sql<number>`recency`.as('recency'),
      sql<number>`frequency`.as('frequency'),
      sql<number>`money`.as('money'),
      'orders',
      decimalColumn('gross', 'currency').as('gross'),
      iso('last_sold_at').as('date_last_sold'),
    ]);
    return listOf(this.database, rows, mostGrossFirst, page);
  }

  /** @throws ValidationFailed, PeriodTooLong */
  async repeat(query: MoneyPeriodQuery): Promise<RepeatReport> {
    const period = periodOf(query, mostDays);
    const currency = currencyOf(query);
    const [own, previous] = await Promise.all(
      [period, periodBefore(period)].map((each) => this.repeatIn(each, currency)),
    );
    return { ...own, currency, previous } as RepeatReport;
  }

  /** One look at the days on which somebody bought: the first of each customer in the period knows what was before it. */
  private async repeatIn({ from, to }: Period, currency: string): Promise<RepeatFigures> {
    const { rows } = await sql<Record<'known' | 'fresh' | 'fresh_twice', number>>`
      select count(*) filter (where previous_day < ${from}::date) as known, count(*) filter (where previous_day is null) as fresh,
        count(*) filter (where previous_day is null and orders > 1 or orders_before = 1 and previous_day >= ${from}::date) as fresh_twice
      from customer_days where currency = ${currency} and day between ${from}::date and ${to}::date
    `.execute(this.database.sql());
    const { known, fresh, fresh_twice } = rows[0] ?? { known: 0, fresh: 0, fresh_twice: 0 };
    const [customers, repeat_customers] = [known + fresh, known + fresh_twice];
    return {
      from,
      to,
      customers,
      new_customers: fresh,
      returning_customers: known,
      repeat_customers,
      repeat_rate: percent(repeat_customers, customers),
    };
  }

  /** A customer's cohort is the month of the first order of all, however long ago. */
  async cohorts({ currency = shopCurrency(), months }: CohortQuery): Promise<CohortReport> {
    const { rows } = await sql<InMinorUnits<CohortRow>>`
      select to_char(cohort, 'YYYY-MM') as cohort, sum(customers) filter (where month = cohort) over (partition by cohort)::int as size,
        (${monthNumber('month')} - ${monthNumber('cohort')})::int as months_after, customers, orders, gross
      from cohort_months
      where currency = ${currency} and customers > 0
        and cohort > date_trunc('month', ${today()}::timestamp) - make_interval(months => ${months})
      order by cohort_months.cohort, month
    `.execute(this.database.sql());
    return { currency, rows: rows.map(({ gross, ...row }) => ({ ...row, gross: decimal(gross, currency) })) };
  }
}

/** Not by `age`, which counts in the time zone of the connection. */
const monthNumber = (column: string) =>
  sql`(extract(year from ${sql.ref(column)}) * 12 + extract(month from ${sql.ref(column)}))`;

const mostGrossFirst: Sorting = {
  direction: 'desc',
  keys: [
    ['customer_sales.gross', 'bigint'],
    ['customer_id', 'int'],
  ],
};
