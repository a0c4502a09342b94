import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Requires } from '../common/http/access.js';
import { Fails } from '../common/http/fails.js';
import { PeriodTooLong } from './analytics.errors.js';
import { csvOf, CsvFile } from './csv.js';
import { SalesQuery, SalesReport } from './sales.dto.js';
import { PeriodQuery } from './period.dto.js';
import { SalesQueries } from './sales.queries.js';
import { VatReport } from './vat-report.dto.js';
import { VatReportQueries } from './vat-report.queries.js';

@ApiTags('Analytics')
@Controller('api/admin/analytics')
@Requires('read:analytics')
export class SalesAdminController {
  constructor(
    private readonly queries: SalesQueries,
    private readonly taxes: VatReportQueries,
  ) {}

  /**
   * Get the sales of a period, by hour, day, week or month, with the same of the period before. Exact at the moment of the
   * request. Days are those of the shop's time zone, with 23 or 25 hours when the clocks change.
   */
  @Get('sales')
  @Fails(PeriodTooLong)
  report(@Query() query: SalesQuery): Promise<SalesReport> {
    return this.queries.report(query);
  }

  /** Get the rows of the sales of a period as CSV. */
  @Get('sales.csv')
  @Fails(PeriodTooLong)
  @CsvFile('sales')
  async csv(@Query() query: SalesQuery): Promise<string> {
    const { rows } = await this.queries.report(query);
    return csvOf(
      'day starts ends orders units gross tax net average_order_value credits net_after_credits refunds'.split(
        ' ',
      ) as 'day'[],
      rows,
    );
  }

  /**
   * Get the VAT of a period by country and rate, from the invoices and credit notes issued in it: the documents are the
   * truth, whenever an order was placed or paid. At most two minutes old.
   */
  @Get('vat')
  @Fails(PeriodTooLong)
  vat(@Query() query: PeriodQuery): Promise<VatReport> {
    return this.taxes.report(query);
  }

  /** Get the VAT of a period by country and rate as CSV. */
  @Get('vat.csv')
  @Fails(PeriodTooLong)
  @CsvFile('vat')
  async vatCsv(@Query() query: PeriodQuery): Promise<string> {
    const { rows } = await this.taxes.report(query);
    const amounts = 'invoices invoiced_net invoiced_tax credit_notes credited_net credited_tax net tax';
    return csvOf(`country rate category currency ${amounts}`.split(' ') as 'tax'[], rows);
  }
}
