import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Requires } from '../common/http/access.js';
import { Listed, ListQuery } from '../common/http/paging.js';
import { csvOf, CsvFile, wholeList } from './csv.js';
import { OrderToShip, ProductStock, ProductStockQuery, StockLevelQuery } from './work-list.dto.js';
import { TodayDto } from './today.dto.js';
import { TodayQueries } from './today.queries.js';
import { WorkListQueries } from './work-list.queries.js';

@ApiTags('Analytics')
@Controller('api/admin/analytics')
@Requires('read:analytics')
export class TodayAdminController {
  constructor(
    private readonly queries: TodayQueries,
    private readonly lists: WorkListQueries,
  ) {}

  /** Get what is to be done now, with the list behind each number, today's sales and yesterday's until the same time, and the latest orders. */
  @Get('today')
  report(): Promise<TodayDto> {
    return this.queries.today();
  }

  /** Get what is to be done now as CSV: a line for each number. */
  @Get('today.csv')
  @CsvFile('today')
  async reportCsv(): Promise<string> {
    const todos = Object.entries(await this.queries.todos()).map(([name, todo]) => ({ name, ...todo }));
    return csvOf(['name', 'count', 'href'], todos);
  }

  /** List orders with units to be sent, oldest first: `paid` and `processing` ones, and `new` ones that are paid in cash. */
  @Get('orders-to-ship')
  @Listed(OrderToShip)
  ordersToShip(@Query() page: ListQuery) {
    return this.lists.ordersToShip(page);
  }

  /** List orders with units to be sent as CSV: the oldest 10,000. */
  @Get('orders-to-ship.csv')
  @CsvFile('orders-to-ship')
  async ordersToShipCsv(): Promise<string> {
    const { results } = await this.lists.ordersToShip(wholeList);
    return csvOf(['number', 'order_uuid', 'status', 'payment', 'date_created', 'date_paid', 'units', 'sum'], results);
  }

  /** List published products that are out of stock or low in it, those with the fewest units first. */
  @Get('stock')
  @Listed(ProductStock)
  stock(@Query() query: ProductStockQuery) {
    return this.lists.stock(query);
  }

  /** List published products that are out of stock or low in it as CSV: at most 10,000. */
  @Get('stock.csv')
  @CsvFile('stock')
  async stockCsv(@Query() { level }: StockLevelQuery): Promise<string> {
    const { results } = await this.lists.stock({ ...wholeList, level });
    return csvOf(['product', 'slug', 'name', 'stock', 'on_hand', 'allocated'], results);
  }
}
