import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiTags } from '@nestjs/swagger';
import { AllowGuest, type Caller, Me } from '../common/http/access.js';
import { Fails } from '../common/http/fails.js';
import { uuidOr } from '../common/http/uuid.pipe.js';
import { Idempotent, IdempotencyKeyHeader } from '../idempotency/idempotent.interceptor.js';
import { NotSoManyLeft, OrderNotCancelable, OrderNotFound } from '../order/order.errors.js';
import { CancellationDto, CancellationInput } from './cancellation.dto.js';
import { OrderProductNotFound } from './fulfilment.errors.js';
import { LineCancellationService } from './line-cancellation.service.js';

@ApiTags('Order')
@Controller('api/orders/:order_uuid/cancellations')
@AllowGuest()
export class CancellationController {
  constructor(private readonly cancellations: LineCancellationService) {}

  /**
   * Cancel units of an order of which nothing is shipped yet. Releases their stock, and refunds what was paid for them. Shipping is charged as
   * long as anything is left, and a coupon stays, whatever its smallest sum. Canceling all units cancels the order.
   */
  @Post()
  @Idempotent()
  @ApiCreatedResponse({ type: CancellationDto })
  @Fails(OrderNotFound, OrderNotCancelable, OrderProductNotFound, NotSoManyLeft)
  cancel(
    @Me() me: Caller,
    @Param('order_uuid', uuidOr(OrderNotFound)) order: string,
    @Body() input: CancellationInput,
    @IdempotencyKeyHeader() key?: string,
  ) {
    return this.cancellations.cancelOwn(me, order, input, key);
  }
}
