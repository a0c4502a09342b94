import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Requires } from '../common/http/access.js';
import { Fails } from '../common/http/fails.js';
import { Paged } from '../common/http/paging.js';
import { PeriodTooLong } from './analytics.errors.js';
import { csvOf, CsvFile, wholeList } from './csv.js';
import {
  RunningOutFilter,
  RunningOutQuery,
  RunningOutRow,
  SellerRow,
  SellersFilter,
  SellersQuery,
} from './product-report.dto.js';
import { ProductReportQueries } from './product-report.queries.js';

@ApiTags('Analytics')
@Controller('api/admin/analytics')
@Requires('read:analytics')
export class ProductReportAdminController {
  constructor(private readonly queries: ProductReportQueries) {}

  /** List products by what was sold of them in a period of at most 366 days, the best sellers or the slowest first. At most two minutes old. */
  @Get('products')
  @Fails(PeriodTooLong)
  @Paged(SellerRow)
  sellers(@Query() query: SellersQuery) {
    return this.queries.sellers(query);
  }

  /** List products by what was sold of them in a period as CSV: the first 10,000. */
  @Get('products.csv')
  @Fails(PeriodTooLong)
  @CsvFile('products')
  async sellersCsv(@Query() query: SellersFilter): Promise<string> {
    const { results } = await this.queries.sellers({ ...query, ...wholeList });
    return csvOf(['product', 'slug', 'name', 'published', 'units', 'gross', 'stock'], results);
  }

  /** List products whose stock runs out, at the pace of the last 28 days, the most urgent first; those that are out of stock are in `stock`. */
  @Get('running-out')
  @Paged(RunningOutRow)
  runningOut(@Query() query: RunningOutQuery) {
    return this.queries.runningOut(query);
  }

  /** List products whose stock runs out as CSV: the most urgent 10,000. */
  @Get('running-out.csv')
  @CsvFile('running-out')
  async runningOutCsv(@Query() query: RunningOutFilter): Promise<string> {
    const { results } = await this.queries.runningOut({ ...query, ...wholeList });
    return csvOf(['product', 'slug', 'name', 'stock', 'units_sold', 'days_left'], results);
  }
}
