import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Requires } from '../common/http/access.js';
import { csvOf, CsvFile } from './csv.js';
import { CohortQuery, CohortReport, CurrencyQuery, CustomerReport } from './customer-report.dto.js';
import { CustomerReportQueries } from './customer-report.queries.js';

@ApiTags('Analytics')
@Controller('api/admin/analytics')
@Requires('read:analytics')
export class CustomerReportAdminController {
  constructor(private readonly queries: CustomerReportQueries) {}

  /** Get customers by recency, frequency and money, in fifths, with the share of those who came back. At most two minutes old. */
  @Get('customers')
  report(@Query() query: CurrencyQuery): Promise<CustomerReport> {
    return this.queries.report(query);
  }

  /** Get customers by recency, frequency and money as CSV. */
  @Get('customers.csv')
  @CsvFile('customers')
  async reportCsv(@Query() query: CurrencyQuery): Promise<string> {
    const { segments } = await this.queries.report(query);
    return csvOf(['recency', 'frequency', 'money', 'customers', 'orders', 'gross'], segments);
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
