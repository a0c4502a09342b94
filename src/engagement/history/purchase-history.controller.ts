import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { AllowGuest, type Caller, Me } from '../../common/http/access.js';
import { BaseUrl } from '../../common/http/base-url.js';
import { Fails } from '../../common/http/fails.js';
import { Paged, PageQuery } from '../../common/http/paging.js';
import { uuidOr } from '../../common/http/uuid.pipe.js';
import { OrderNotFound } from '../../order/order.errors.js';
import { BuyAgainService } from './buy-again.service.js';
import { BuyAgainResult, PurchaseDto } from './history.dto.js';
import { HistoryQueries } from './history.queries.js';

@ApiTags('History')
@Controller('api/history/purchases')
@AllowGuest()
export class PurchaseHistoryController {
  constructor(
    private readonly queries: HistoryQueries,
    private readonly buyAgain: BuyAgainService,
  ) {}

  /** List the products you bought, each once, latest first. Canceled orders do not count. */
  @Get()
  @Paged(PurchaseDto)
  list(@Me() me: Caller, @Query() page: PageQuery, @BaseUrl() base: string) {
    return this.queries.purchases(me.id, page, base);
  }

  /** Add the lines of one of your orders to your bucket, as many units as are available. Each call adds them once more. */
  @Post(':order_uuid/buy-again')
  @HttpCode(200)
  @Fails(OrderNotFound)
  addToBucket(@Me() me: Caller, @Param('order_uuid', uuidOr(OrderNotFound)) order: string): Promise<BuyAgainResult> {
    return this.buyAgain.addToBucket(me, order);
  }
}
