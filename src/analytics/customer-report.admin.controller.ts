import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Requires } from '../common/http/access.js';
import { Fails } from '../common/http/fails.js';
import { Listed } from '../common/http/paging.js';
import { PeriodTooLong } from './analytics.errors.js';
import { csvOf, CsvFile, wholeList } from './csv.js';
import {
  CohortQuery,
  CohortReport,
  CurrencyQuery,
  CustomerReport,
  RepeatFigures,
  RepeatReport,
  SegmentCustomer,
  SegmentFilter,
  SegmentQuery,
} from './customer-report.dto.js';
import { CustomerReportQueries } from './customer-report.queries.js';
import { MoneyPeriodQuery } from './period.dto.js';

@ApiTags('Analytics')
@Controller('api/admin/analytics')
@Requires('read:analytics')
export class CustomerReportAdminController {
  constructor(private readonly queries: CustomerReportQueries) {}

  /** Get customers by recency, frequency and money, in fifths, with the share of those who came back. At most two minutes old. */
  @Get('customers')
  summary(@Query() query: CurrencyQuery): Promise<CustomerReport> {
    return this.queries.report(query);
  }

  /** Get customers by recency, frequency and money as CSV. */
  @Get('customers.csv')
  @CsvFile('customers')
  async summaryCsv(@Query() query: CurrencyQuery): Promise<string> {
    const { segments } = await this.queries.report(query);
    return csvOf(['recency', 'frequency', 'money', 'customers', 'orders', 'gross'], segments);
  }

  /** List the customers behind the segments, those with the highest totals first. At most two minutes old. */
  @Get('customers/segment')
  @Listed(SegmentCustomer)
  segment(@Query() query: SegmentQuery) {
    return this.queries.segment(query);
  }

  /** List the customers behind the segments as CSV: the first 10,000. */
  @Get('customers/segment.csv')
  @CsvFile('segment')
  async segmentCsv(@Query() query: SegmentFilter): Promise<string> {
    const { results } = await this.queries.segment({ ...query, ...wholeList });
    return csvOf(
      ['customer', 'username', 'recency', 'frequency', 'money', 'orders', 'gross', 'date_last_sold'],
      results,
    );
  }

  /** Get how many customers of a period bought again, with the same of the period before. At most two minutes old. */
  @Get('repeat-customers')
  @Fails(PeriodTooLong)
  repeat(@Query() query: MoneyPeriodQuery): Promise<RepeatReport> {
    return this.queries.repeat(query);
  }

  /** Get how many customers of a period bought again as CSV, and in the second row those of the period before. */
  @Get('repeat-customers.csv')
  @Fails(PeriodTooLong)
  @CsvFile('repeat-customers')
  async repeatCsv(@Query() query: MoneyPeriodQuery): Promise<string> {
    const { previous, ...own } = await this.queries.repeat(query);
    return csvOf<RepeatFigures>(
      ['from', 'to', 'customers', 'new_customers', 'returning_customers', 'repeat_customers', 'repeat_rate'],
      [own, previous],
    );
  }

  /** Get what customers bought in the months after their first order, by the month of that. At most two minutes old. */
  @Get('cohorts')
  cohorts(@Query() query: CohortQuery): Promise<CohortReport> {
    return this.queries.cohorts(query);
  }

  /** Get what customers bought in the months after their first order as CSV. */
  @Get('cohorts.csv')
  @CsvFile('cohorts')
  async cohortsCsv(@Query() query: CohortQuery): Promise<string> {
    const { rows } = await this.queries.cohorts(query);
    return csvOf(['cohort', 'size', 'months_after', 'customers', 'orders', 'gross'], rows);
  }
}
