import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiTags } from '@nestjs/swagger';
import { AllowGuest, type Caller, Me } from '../common/http/access.js';
import { BaseUrl } from '../common/http/base-url.js';
import { Fails } from '../common/http/fails.js';
import { Idempotent, IdempotencyKeyHeader } from '../idempotency/idempotent.interceptor.js';
import { Paged, PageQuery } from '../common/http/paging.js';
import { uuidOr } from '../common/http/uuid.pipe.js';
import { ExchangeRateMissing, SellerNotConfigured } from '../invoice/invoice.errors.js';
import { OrderNotFound } from '../order/order.errors.js';
import { DeclinedPayments } from './declined-payments.js';
import { PaymentDto, PaymentInput } from './payment.dto.js';
import {
  CardNumberRefused,
  OrderNotPayable,
  PaymentRunning,
  TooManyDeclined,
  TooManyPayments,
} from './payment.errors.js';
import { AmountNotMovable, PaymentMethodUnavailable } from '../payment-provider/payment-provider.errors.js';
import { PaymentQueries } from './payment.queries.js';
import { PaymentService } from './payment.service.js';

const OrderUuid = uuidOr(OrderNotFound);

@ApiTags('Payment')
@Controller('api/orders/:order_uuid/payments')
@AllowGuest()
export class PaymentController {
  constructor(
    private readonly payments: PaymentService,
    private readonly queries: PaymentQueries,
    private readonly declined: DeclinedPayments,
  ) {}

  /** Pay an order. A status of `started` is not a failure: the list shows the result within a minute. At most 20 attempts per order, and 10 declined ones in an hour over all your orders. */
  @Post()
  @Idempotent()
  @ApiCreatedResponse({ type: PaymentDto })
  @Fails(
    AmountNotMovable,
    OrderNotFound,
    OrderNotPayable,
    PaymentRunning,
    PaymentMethodUnavailable,
    CardNumberRefused,
    TooManyPayments,
    TooManyDeclined,
    SellerNotConfigured,
    ExchangeRateMissing,
  )
  pay(
    @Me() me: Caller,
    @Param('order_uuid', OrderUuid) order: string,
    @Body() payment: PaymentInput,
    @BaseUrl() base: string,
    @IdempotencyKeyHeader() key?: string,
  ) {
    return this.declined.count(me, () => this.payments.pay(me, order, payment, base, key));
  }

  /** List the payments of an order, latest first. */
  @Get()
  @Paged(PaymentDto)
  @Fails(OrderNotFound)
  list(
    @Me() me: Caller,
    @Param('order_uuid', OrderUuid) order: string,
    @Query() page: PageQuery,
    @BaseUrl() base: string,
  ) {
    return this.queries.list(me.id, order, page, base);
  }
}
