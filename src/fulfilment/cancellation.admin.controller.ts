import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiTags } from '@nestjs/swagger';
import { type Caller, Me, Requires } from '../common/http/access.js';
import { Example, Fails } from '../common/http/fails.js';
import { uuidOr } from '../common/http/uuid.pipe.js';
import { Idempotent, IdempotencyKeyHeader } from '../idempotency/idempotent.interceptor.js';
import { NotSoManyLeft, OrderNotCancelable, OrderNotFound } from '../order/order.errors.js';
import { AdminCancellationInput, CancellationDto } from './cancellation.dto.js';
import { OrderProductNotFound } from './fulfilment.errors.js';
import { LineCancellationService } from './line-cancellation.service.js';

@ApiTags('Order')
@Controller('api/admin/orders/:order_uuid/cancellations')
@Requires('write:orders')
export class CancellationAdminController {
  constructor(private readonly cancellations: LineCancellationService) {}

  /**
   * Cancel units that are not shipped yet, or the rest of a partly shipped order, which ends it: what was shipped stays. Releases their stock, and
   * refunds what was paid for them. Shipping is refunded where nothing is delivered and nothing is left. The customer gets a mail.
   */
  @Post()
  @Example({ reason: 'sold out at our supplier' })
  @Idempotent()
  @ApiCreatedResponse({ type: CancellationDto })
  @Fails(OrderNotFound, OrderNotCancelable, OrderProductNotFound, NotSoManyLeft)
  cancel(
    @Me() me: Caller,
    @Param('order_uuid', uuidOr(OrderNotFound)) order: string,
    @Body() input: AdminCancellationInput,
    @IdempotencyKeyHeader() key?: string,
  ) {
    return this.cancellations.cancelByStaff(me, order, input, key);
  }
}
