import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Requires } from '../common/http/access.js';
import { Fails } from '../common/http/fails.js';
import { Listed, ListQuery } from '../common/http/paging.js';
import { uuidOr } from '../common/http/uuid.pipe.js';
import { CustomerNotFound } from '../customer/customer.errors.js';
import { OrderNotFound } from '../order/order.errors.js';
import { ProductNotFound } from '../stock/stock.errors.js';
import { TimelineEvent } from './timeline.dto.js';
import { TimelineQueries } from './timeline.queries.js';

@ApiTags('Audit')
@Controller('api/admin')
export class TimelineAdminController {
  constructor(private readonly queries: TimelineQueries) {}

  /** What happened to an order, latest first: what staff did, payments, parcels, returns, refunds, documents and mails. Mails are listed while their content is stored. */
  @Get('orders/:order_uuid/timeline')
  @Requires('read:orders')
  @Listed(TimelineEvent)
  @Fails(OrderNotFound)
  order(@Param('order_uuid', uuidOr(OrderNotFound)) uuid: string, @Query() page: ListQuery) {
    return this.queries.order(uuid, page);
  }

  /** What staff did to a product, latest first; of a removed one, too. */
  @Get('products/:uuid/timeline')
  @Requires('read:products')
  @Listed(TimelineEvent)
  @Fails(ProductNotFound)
  product(@Param('uuid', uuidOr(ProductNotFound)) uuid: string, @Query() page: ListQuery) {
    return this.queries.product(uuid, page);
  }

  /** What staff did to the account of a customer or a guest, and the orders placed, latest first. */
  @Get('customers/:uuid/timeline')
  @Requires('read:customers')
  @Listed(TimelineEvent)
  @Fails(CustomerNotFound)
  customer(@Param('uuid', uuidOr(CustomerNotFound)) uuid: string, @Query() page: ListQuery) {
    return this.queries.customer(uuid, page);
  }
}
