import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiTags } from '@nestjs/swagger';
import { type Caller, Me, Roles } from '../common/http/access.js';
import { Fails } from '../common/http/fails.js';
import { Paged, PageQuery } from '../common/http/paging.js';
import { Idempotent, IdempotencyKeyHeader } from '../idempotency/idempotent.interceptor.js';
import { uuidOr } from '../common/http/uuid.pipe.js';
import { OrderNotFound } from '../order/order.errors.js';
import { PaymentAdminQueries } from './payment.admin.queries.js';
import {
  AdminPayment,
  AdminPaymentDetail,
  AdminPaymentQuery,
  AdminRefund,
  AdminRefundQuery,
  DisputeDto,
  DisputeQuery,
  RefundDto,
  RefundInput,
} from './payment.dto.js';
import { AmountNotMovable, PaymentNotFound, RefundNotFailed, RefundTooLarge } from './payment.errors.js';
import { RefundRetryService } from './refund-retry.service.js';
import { RefundService } from './refund.service.js';

const OrderUuid = uuidOr(OrderNotFound);
const Uuid = uuidOr(PaymentNotFound);

@ApiTags('Payment')
@Controller('api/admin')
@Roles('support')
export class PaymentAdminController {
  constructor(
    private readonly refunds: RefundService,
    private readonly retries: RefundRetryService,
    private readonly queries: PaymentAdminQueries,
  ) {}

  /** Refund an order, in full or in part. The provider is called in the background; the customer gets a mail, and a credit note where there is an invoice. */
  @Post('orders/:order_uuid/refunds')
  @Idempotent()
  @ApiCreatedResponse({ type: RefundDto })
  @Fails(OrderNotFound, RefundTooLarge, AmountNotMovable)
  refund(
    @Me() me: Caller,
    @Param('order_uuid', OrderUuid) order: string,
    @Body() refund: RefundInput,
    @IdempotencyKeyHeader() key?: string,
  ) {
    return this.refunds.refund(me, order, refund, key);
  }

  /** List the refunds of an order, latest first, those made in the provider's own dashboard included. */
  @Get('orders/:order_uuid/refunds')
  @Paged(AdminRefund)
  @Fails(OrderNotFound)
  refundsOfOrder(@Param('order_uuid', OrderUuid) order: string, @Query() page: PageQuery) {
    return this.queries.refundsOfOrder(order, page);
  }

  /** List the payments of an order, latest first. */
  @Get('orders/:order_uuid/payments')
  @Paged(AdminPayment)
  @Fails(OrderNotFound)
  paymentsOfOrder(@Param('order_uuid', OrderUuid) order: string, @Query() page: PageQuery) {
    return this.queries.ofOrder(order, page);
  }

  /** List the payments of all orders, latest first. */
  @Get('payments')
  @Paged(AdminPayment)
  list(@Query() query: AdminPaymentQuery) {
    return this.queries.list(query);
  }

  /** Get a payment with its refunds, its disputes, and the money that has moved. */
  @Get('payments/:uuid')
  @Fails(PaymentNotFound)
  detail(@Param('uuid', Uuid) uuid: string): Promise<AdminPaymentDetail> {
    return this.queries.detail(uuid);
  }

  /** List the refunds of all orders, latest first. Those that have failed wait for a retry. */
  @Get('refunds')
  @Paged(AdminRefund)
  listRefunds(@Query() query: AdminRefundQuery) {
    return this.queries.refunds(query);
  }

  /** Retry a refund that has failed, as a new refund at the provider. A credit note that was issued stays. */
  @Post('refunds/:uuid/retry')
  @HttpCode(200)
  @Fails(PaymentNotFound, RefundNotFailed, RefundTooLarge)
  retry(@Me() me: Caller, @Param('uuid', Uuid) uuid: string): Promise<AdminRefund> {
    return this.retries.retry(me, uuid);
  }

  /** List disputes, latest first: customers who ask their bank for the money. They are answered in the provider's dashboard. */
  @Get('disputes')
  @Paged(DisputeDto)
  disputes(@Query() query: DisputeQuery) {
    return this.queries.disputes(query);
  }
}
