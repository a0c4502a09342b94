import { Body, Controller, Get, Param, Patch, Put, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { type Caller, Me, Requires } from '../common/http/access.js';
import { Fails } from '../common/http/fails.js';
import { Listed, ListQuery } from '../common/http/paging.js';
import { uuidOr } from '../common/http/uuid.pipe.js';
import { Idempotent, IdempotencyKeyHeader } from '../idempotency/idempotent.interceptor.js';
import { NotEnoughStock, ProductNotFound } from './stock.errors.js';
import { StockAdjustment, StockCount, StockLevel, StockMovementDto } from './stock.dto.js';
import { StockQueries } from './stock.queries.js';
import { StockService } from './stock.service.js';

const ProductUuid = uuidOr(ProductNotFound);

@ApiTags('Stock')
@Controller('api/admin/products/:uuid/stock')
@Requires('write:stock')
export class StockAdminController {
  constructor(
    private readonly stock: StockService,
    private readonly queries: StockQueries,
  ) {}

  /** List the stock movements of a product, latest first, also after it was removed. They add up to its units on hand and to those allocated. */
  @Get()
  @Requires('read:stock')
  @Listed(StockMovementDto)
  @Fails(ProductNotFound)
  ledger(@Param('uuid', ProductUuid) uuid: string, @Query() page: ListQuery) {
    return this.queries.ledger(uuid, page);
  }

  /**
   * Count a product: sets its units on hand. Units of orders that are not shipped yet stay allocated, so of 5 counted with 3
   * allocated 2 are available. A count below what is allocated is accepted: then none is available, and what is missing
   * cannot be shipped. The ledger records the difference.
   */
  @Put()
  @Fails(ProductNotFound)
  set(@Me() me: Caller, @Param('uuid', ProductUuid) uuid: string, @Body() count: StockCount): Promise<StockLevel> {
    return this.stock.set(me, uuid, count);
  }

  /** Adjust the units on hand by a number. Removing more than are available is refused (1043), because the others are allocated to orders: count the product instead. */
  @Patch()
  @Idempotent()
  @ApiOkResponse({ type: StockLevel })
  @Fails(ProductNotFound, NotEnoughStock)
  adjust(
    @Me() me: Caller,
    @Param('uuid', ProductUuid) uuid: string,
    @Body() adjustment: StockAdjustment,
    @IdempotencyKeyHeader() key?: string,
  ) {
    return this.stock.adjust(me, uuid, adjustment, key);
  }
}
