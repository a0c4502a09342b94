import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiTags } from '@nestjs/swagger';
import { type Caller, Me, Requires } from '../common/http/access.js';
import { Example, Fails } from '../common/http/fails.js';
import { Listed, ListQuery } from '../common/http/paging.js';
import { uuidOr } from '../common/http/uuid.pipe.js';
import { Idempotent, IdempotencyKeyHeader } from '../idempotency/idempotent.interceptor.js';
import { CreditTooLarge, NotSoManyLeft, OrderNotFound } from '../order/order.errors.js';
import { AmountNotMovable } from '../payment-provider/payment-provider.errors.js';
import { RefundTooLarge } from '../payment/payment.errors.js';
import { CreditDto, CreditInput, RefundReceipt } from './credit.dto.js';
import { CreditQueries } from './credit.queries.js';
import { CreditService } from './credit.service.js';
import { OrderProductNotFound } from './fulfilment.errors.js';

const OrderUuid = uuidOr(OrderNotFound);

@ApiTags('Payment')
@Controller('api/admin/orders/:order_uuid')
@Requires('refund:orders')
export class CreditAdminController {
  constructor(
    private readonly credits: CreditService,
    private readonly queries: CreditQueries,
  ) {}

  /** Refund units, shipping or an amount of an order, or all that is left. The provider is called in the background; the customer gets a mail, and a credit note where there is an invoice. */
  @Post('refunds')
  @Example({ amount: '5.00', reason: 'one mug was broken' })
  @Idempotent()
  @ApiCreatedResponse({ type: RefundReceipt })
  @Fails(OrderNotFound, RefundTooLarge, CreditTooLarge, OrderProductNotFound, NotSoManyLeft, AmountNotMovable)
  refund(
    @Me() me: Caller,
    @Param('order_uuid', OrderUuid) order: string,
    @Body() input: CreditInput,
    @IdempotencyKeyHeader() key?: string,
  ) {
    return this.credits.refund(me, order, input, key);
  }

  /** Credit units, shipping or an amount of an order that is not paid yet, like a parcel that was refused at the door. An invoice is corrected at once by a credit note; what was paid is refunded. */
  @Post('credits')
  @Example({ amount: '5.00', reason: 'one mug was broken' })
  @Idempotent()
  @ApiCreatedResponse({ type: CreditDto })
  @Fails(OrderNotFound, CreditTooLarge, OrderProductNotFound, NotSoManyLeft, AmountNotMovable)
  credit(
    @Me() me: Caller,
    @Param('order_uuid', OrderUuid) order: string,
    @Body() input: CreditInput,
    @IdempotencyKeyHeader() key?: string,
  ) {
    return this.credits.credit(me, order, input, key);
  }

  /** List what is no longer owed of an order and for what, with its refunds and credit notes, oldest first. */
  @Get('credits')
  @Requires('read:payments')
  @Listed(CreditDto)
  @Fails(OrderNotFound)
  list(@Param('order_uuid', OrderUuid) order: string, @Query() page: ListQuery) {
    return this.queries.list(order, page);
  }
}
