import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Caller, Me, Requires } from '../common/http/access.js';
import { Fails } from '../common/http/fails.js';
import { Listed, ListQuery } from '../common/http/paging.js';
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
} from './payment.dto.js';
import { PaymentNotFound, RefundNotFailed, RefundTooLarge } from './payment.errors.js';
import { RefundRetryService } from './refund-retry.service.js';

const OrderUuid = uuidOr(OrderNotFound);
const Uuid = uuidOr(PaymentNotFound);

@ApiTags('Payment')
@Controller('api/admin')
@Requires('refund:orders')
export class PaymentAdminController {
  constructor(
    private readonly retries: RefundRetryService,
    private readonly queries: PaymentAdminQueries,
  ) {}

  /** List the refunds of an order, latest first, those made in the provider's own dashboard included. */
  @Get('orders/:order_uuid/refunds')
  @Requires('read:payments')
  @Listed(AdminRefund)
  @Fails(OrderNotFound)
  refundsOfOrder(@Param('order_uuid', OrderUuid) order: string, @Query() page: ListQuery) {
    return this.queries.refundsOfOrder(order, page);
  }

  /** List the payments of an order, latest first. */
  @Get('orders/:order_uuid/payments')
  @Requires('read:payments')
  @Listed(AdminPayment)
  @Fails(OrderNotFound)
  paymentsOfOrder(@Param('order_uuid', OrderUuid) order: string, @Query() page: ListQuery) {
    return this.queries.ofOrder(order, page);
  }

  /** List the payments of all orders, latest first. */
  @Get('payments')
  @Requires('read:payments')
  @Listed(AdminPayment)
  list(@Query() query: AdminPaymentQuery) {
    return this.queries.list(query);
  }

  /** Get a payment with its refunds, its disputes, and the money that has moved. */
  @Get('payments/:uuid')
  @Requires('read:payments')
  @Fails(PaymentNotFound)
  detail(@Param('uuid', Uuid) uuid: string): Promise<AdminPaymentDetail> {
    return this.queries.detail(uuid);
  }

  /** List the refunds of all orders, latest first. Those that have failed wait for a retry. */
  @Get('refunds')
  @Requires('read:payments')
  @Listed(AdminRefund)
  listRefunds(@Query() query: AdminRefundQuery) {
    return this.queries.refunds(query);
  }

  /** Retry a refund that has failed, as a new refund at the provider. A credit note that was issued stays. */
  @Post('refunds/:uuid/retry')
  @HttpCode(200)
  @Fails(PaymentNotFound, RefundNotFailed, RefundTooLarge)
  retryRefund(@Me() me: Caller, @Param('uuid', Uuid) uuid: string): Promise<AdminRefund> {
    return this.retries.retry(me, uuid);
  }

  /** List disputes, latest first: customers who ask their bank for the money. They are answered in the provider's dashboard. */
  @Get('disputes')
  @Requires('read:payments')
  @Listed(DisputeDto)
  listDisputes(@Query() query: DisputeQuery) {
    return this.queries.disputes(query);
  }
}
