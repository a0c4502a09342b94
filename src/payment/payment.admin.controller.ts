import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiTags } from '@nestjs/swagger';
import { type Caller, Me, Roles } from '../common/http/access.js';
import { Fails } from '../common/http/fails.js';
import { Idempotent, IdempotencyKeyHeader } from '../idempotency/idempotent.interceptor.js';
import { uuidOr } from '../common/http/uuid.pipe.js';
import { OrderNotFound } from '../order/order.errors.js';
import { RefundDto, RefundInput } from './payment.dto.js';
import { AmountNotMovable, RefundTooLarge } from './payment.errors.js';
import { RefundService } from './refund.service.js';

@ApiTags('Payment')
@Controller('api/admin/orders/:order_uuid/refunds')
@Roles('support')
export class PaymentAdminController {
  constructor(private readonly refunds: RefundService) {}

  /** Refund an order, in full or in part. The provider is called in the background; the customer gets a mail, and a credit note where there is an invoice. */
  @Post()
  @Idempotent()
  @ApiCreatedResponse({ type: RefundDto })
  @Fails(OrderNotFound, RefundTooLarge, AmountNotMovable)
  refund(
    @Me() me: Caller,
    @Param('order_uuid', uuidOr(OrderNotFound)) order: string,
    @Body() refund: RefundInput,
    @IdempotencyKeyHeader() key?: string,
  ) {
    return this.refunds.refund(me, order, refund, key);
  }
}
