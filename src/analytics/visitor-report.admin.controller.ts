import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Requires } from '../common/http/access.js';
import { Fails } from '../common/http/fails.js';
import { Paged } from '../common/http/paging.js';
import { PeriodTooLong } from './analytics.errors.js';
import { csvOf, CsvFile, wholeList } from './csv.js';
import { PeriodQuery } from './period.dto.js';
import {
  AbandonedBucket,
  AbandonedFilter,
  AbandonedQuery,
  AbandonedTotals,
  FunnelReport,
  SearchesFilter,
  SearchesQuery,
  SearchRow,
} from './visitor-report.dto.js';
import { VisitorReportQueries } from './visitor-report.queries.js';

@ApiTags('Analytics')
@Controller('api/admin/analytics')
@Requires('read:analytics')
export class VisitorReportAdminController {
  constructor(private readonly queries: VisitorReportQueries) {}

  /** Get how many visits became buckets, orders and payments, day by day. At most 92 days. */
  @Get('funnel')
  @Fails(PeriodTooLong)
  funnel(@Query() query: PeriodQuery): Promise<FunnelReport> {
    return this.queries.funnel(query);
  }

  /** Get how many visits became buckets, orders and payments as CSV. */
  @Get('funnel.csv')
  @Fails(PeriodTooLong)
  @CsvFile('funnel')
  async funnelCsv(@Query() query: PeriodQuery): Promise<string> {
    const { rows } = await this.queries.funnel(query);
    return csvOf(['day', 'visits', 'product_views', 'buckets', 'orders', 'paid'], rows);
  }

  /**
   * List what was searched for in the shop (`GET /api/products?search=`), those without a result first. Some seconds old. Terms
   * of more than 100 characters, with an `@` or with seven digits or more are not counted, as they may be about a person; neither are
   * further pages, nor answers that the client has cached, nor more than 10,000 terms a day. Kept for 400 days.
   */
  @Get('searches')
  @Fails(PeriodTooLong)
  @Paged(SearchRow)
  searches(@Query() query: SearchesQuery) {
    return this.queries.searches(query);
  }

  /** List what was searched for as CSV: the first 10,000. */
  @Get('searches.csv')
  @Fails(PeriodTooLong)
  @CsvFile('searches')
  async searchesCsv(@Query() query: SearchesFilter): Promise<string> {
    const { results } = await this.queries.searches({ ...query, ...wholeList });
    return csvOf(['term', 'searches', 'without_result', 'last_day'], results);
  }

  /** List buckets with products that nobody has changed for some time, the most valuable first. */
  @Get('abandoned-buckets')
  @Paged(AbandonedBucket, { totals: AbandonedTotals })
  abandoned(@Query() query: AbandonedQuery) {
    return this.queries.abandoned(query);
  }

  /** List abandoned buckets as CSV: the most valuable 10,000. */
  @Get('abandoned-buckets.csv')
  @CsvFile('abandoned-buckets')
  async abandonedCsv(@Query() query: AbandonedFilter): Promise<string> {
    const { results } = await this.queries.abandoned({ ...query, ...wholeList });
    return csvOf(['customer', 'username', 'products', 'units', 'value', 'date_changed'], results);
  }
}
