import { Controller, Get, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { AllowGuest, type Caller, Me, Public } from '../common/http/access.js';
import { BaseUrl } from '../common/http/base-url.js';
import { Fails } from '../common/http/fails.js';
import { uuidOr } from '../common/http/uuid.pipe.js';
import { OrderNotFound } from '../order/order.errors.js';
import { TrackingNotFound } from './fulfilment.errors.js';
import { OwnOrderTracking, SharedOrderTracking } from './tracking.dto.js';
import { TrackingQueries } from './tracking.queries.js';

@ApiTags('Fulfilment')
@Controller('api')
export class TrackingController {
  constructor(private readonly queries: TrackingQueries) {}

  /** Track one of your orders, and get a link to share. */
  @Get('orders/:order_uuid/tracking')
  @AllowGuest()
  @Fails(OrderNotFound)
  own(
    @Me() me: Caller,
    @Param('order_uuid', uuidOr(OrderNotFound)) order: string,
    @BaseUrl() base: string,
  ): Promise<OwnOrderTracking> {
    return this.queries.own(me.id, order, base);
  }

  /** Track an order by its shared link. The link expires 90 days after the order's date. */
  @Get('track/:token')
  @Public()
  @Fails(TrackingNotFound)
  shared(@Param('token') token: string): Promise<SharedOrderTracking> {
    return this.queries.shared(token);
  }
}
