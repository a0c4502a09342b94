import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { decimal } from '../common/money/money.js';
import { shopCurrency } from '../config/currency.js';
import { Database } from '../database/database.js';
import { today } from './calendar-steps.js';
import type {
  CohortQuery,
  CohortReport,
  CohortRow,
  CurrencyQuery,
  CustomerReport,
  CustomerSegment,
} from './customer-report.dto.js';

type InMinorUnits<Row> = Omit<Row, 'gross'> & { gross: number };

/** From sums that are at most a minute or two old. */
@Injectable()
export class CustomerReportQueries {
  constructor(private readonly database: Database) {}

  async report({ currency = shopCurrency() }: CurrencyQuery): Promise<CustomerReport> {
    const fifth = (column: string) =>
      sql`1 + 5 * (rank() over (order by ${sql.ref(column)}) - 1) / count(*) over () as ${sql.ref(`${column}_score`)}`;
    const { rows } = await sql<InMinorUnits<CustomerSegment> & { repeated: number }>`
      with buyers as (
        select customer_id, max(last_sold_at) as last_sold_at, sum(orders) as orders, sum(gross) as gross
        from customer_months where currency = ${currency} group by 1
      ), scored as (
        select orders, gross, ${fifth('last_sold_at')}, ${fifth('orders')}, ${fifth('gross')} from buyers
      )
      select last_sold_at_score as recency, orders_score as frequency, gross_score as money, count(*) as customers,
        count(*) filter (where orders > 1) as repeated, sum(orders)::bigint as orders, sum(gross)::bigint as gross
      from scored group by 1, 2, 3 order by 1 desc, 2 desc, 3 desc
    `.execute(this.database.sql());
    const sumOf = (name: 'customers' | 'repeated') => rows.reduce((sum, row) => sum + row[name], 0);
    const [customers, repeat_customers] = [sumOf('customers'), sumOf('repeated')];
    return {
      currency,
      customers,
      repeat_customers,
      repeat_rate: (customers > 0 ? Math.round((1_000 * repeat_customers) / customers) / 10 : 0).toFixed(1),
      segments: rows.map(({ repeated: _, gross, ...row }) => ({ ...row, gross: decimal(gross, currency) })),
    };
  }

  /** A customer's cohort is the month of the first order of all, however long ago. */
  async cohorts({ currency = shopCurrency(), months }: CohortQuery): Promise<CohortReport> {
    const { rows } = await sql<InMinorUnits<CohortRow>>`
      with cohorts as (
        select customer_id, min(month) as cohort from customer_months where currency = ${currency} group by 1
        having min(month) > date_trunc('month', ${today()}::timestamp) - make_interval(months => ${months})
      ), sizes as (
        select cohort, count(*) as size from cohorts group by 1
      )
      select to_char(cohort, 'YYYY-MM') as cohort, size,
        (${monthNumber('month')} - ${monthNumber('cohort')})::int as months_after,
        count(*) as customers, sum(orders)::bigint as orders, sum(gross)::bigint as gross
      from cohorts join sizes using (cohort) join customer_months using (customer_id)
      where currency = ${currency} group by cohort, size, month order by cohort, month
    `.execute(this.database.sql());
    return { currency, rows: rows.map(({ gross, ...row }) => ({ ...row, gross: decimal(gross, currency) })) };
  }
}

/** Not by `age`, which counts in the time zone of the connection. */
const monthNumber = (column: string) =>
  sql`(extract(year from ${sql.ref(column)}) * 12 + extract(month from ${sql.ref(column)}))`;
