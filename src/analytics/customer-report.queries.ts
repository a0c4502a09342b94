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
      repeat_rate: (customers > 0 ? Math.round((1_000 * repeat_customers) / customers) / 10 : 0).toFixed(1),
      segments: rows.map(({ repeated: _, gross, ...row }) => ({ ...row, gross: decimal(gross, currency) })),
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
