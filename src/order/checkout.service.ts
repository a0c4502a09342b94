import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { v7 } from 'uuid';
import { type BucketSnapshot, BucketService } from '../bucket/bucket.service.js';
import type { Caller } from '../common/http/access.js';
import { ValidationFailed } from '../common/http/request.errors.js';
import { decimal } from '../common/money/money.js';
import { isRetryableConflict } from '../database/database.js';
import { isSameMailbox } from '../identity/account-keys.js';
import { IdempotencyService } from '../idempotency/idempotency.service.js';
import type { IdempotentResult } from '../idempotency/idempotent.interceptor.js';
import { type AllocatedProduct, StockService } from '../stock/stock.service.js';
import { billingOf, buyerVatId } from '../pricing/billing.js';
import { OrderCreationService } from './order-creation.service.js';
import type { OrderDto, OrderInput } from './order.dto.js';
import type { Order } from './order.entity.js';
import type { NewOrderLine } from './new-order.js';
import { OrderNotCreated, TotalChanged } from './order.errors.js';
import { BucketEmpty } from '../pricing/pricing.errors.js';
import { assertCounted } from '../promotion/coupon-attempts.js';
import { CouponRefused } from '../promotion/promotion.errors.js';
import { type OrderTotals, type PricingInput, PricingService } from '../pricing/pricing.service.js';

interface PlacingOptions {
  /** The client's `Idempotency-Key`. */
  key?: string | undefined;
  /** Whether what a refused coupon tells of an email is counted. */
  isCounted?: boolean;
}

/** Turns a bucket into an order, all or nothing. */
@Injectable()
export class CheckoutService {
  constructor(
    private readonly idempotency: IdempotencyService,
    private readonly buckets: BucketService,
    private readonly pricing: PricingService,
    private readonly orders: OrderCreationService,
    private readonly stock: StockService,
  ) {}

  /** @throws BucketEmpty, ProductNotAvailable, NotEnoughStock, ShippingMethodRequired, AddressRequired, ShippingNotAvailable, CouponRefused, TotalChanged, TooManyOpenOrders, TooManyOpenUnits, TooManyFreeOrders, OrderNotCreated, StillRunning, IdempotencyKeyReused */
  async placeOrder(
    me: Caller,
    input: OrderInput,
    { key, isCounted = true }: PlacingOptions = {},
  ): Promise<IdempotentResult<OrderDto>> {
    const request = { customer: me.id, key, route: 'POST /api/orders', body: input };
    return this.idempotency
      .transaction(request, (em) => this.createOrder(em, me, input, isCounted))
      .catch((error) => {
        throw isRetryableConflict(error) ? new OrderNotCreated(null, 1) : error;
      });
  }

  /** For contracts in which nobody can see or remove a coupon: one that is refused is dropped. @throws as placeOrder, but for CouponRefused */
  async placeOrderDroppingCoupon(me: Caller, input: OrderInput): Promise<IdempotentResult<OrderDto>> {
    return this.placeOrder(me, input).catch(async (error) => {
      if (!(error instanceof CouponRefused)) throw error;
      await this.buckets.dropCoupon(me);
      return this.placeOrder(me, input);
    });
  }

  private async createOrder(em: EntityManager, me: Caller, input: OrderInput, isCounted: boolean): Promise<OrderDto> {
    const bucket = await this.buckets.take(em, me.id);
    if (!bucket) throw new BucketEmpty();
    const { payment, email = bucket.email, shipping_address = bucket.shipping_address } = input;
    assertReachable(me, email);
    assertCounted(isCounted, bucket, email);
    const billing = billingOf(input, shipping_address);
    const uuid = v7();
    const lines = await this.allocate(em, bucket, uuid);
    const totals = await this.totals(em, input, {
      customer: me.id,
      email,
      lines: lines.map(({ product, quantity }) => ({ ...product, quantity })),
      shipping_method: input.shipping_method,
      country: shipping_address?.country,
      post_code: shipping_address?.post_code,
      buyer_vat_id: buyerVatId({ billing, shipping_address }),
      coupon: bucket.coupon,
    });
    // What is picked up needs no address: the customer's own is not stored with it.
    const address = totals.method?.kind === 'pickup' ? (input.shipping_address ?? null) : shipping_address;
    const buyer = { customer: me.id, email, shipping_address: address, billing };
    const is_verified = bucket.is_confirmed && isSameMailbox(email, bucket.email);
    const orderer = { has_account: bucket.has_account, is_verified };
    const order = await this.orders.create(
      em,
      { uuid, ...buyer, payment, lines, totals, created_at: bucket.taken_at },
      orderer,
    );
    return toDto(order, me);
  }

  /** @throws ProductNotAvailable, NotEnoughStock */
  private async allocate(em: EntityManager, { lines }: BucketSnapshot, order_uuid: string): Promise<NewOrderLine[]> {
    const allocated = await this.stock.allocateLocked(em, lines, { reason: 'order', order_uuid });
    return lines.map(({ product, quantity }) => ({ product: allocated.get(product) as AllocatedProduct, quantity }));
  }

  /** @throws ShippingMethodRequired, AddressRequired, ShippingNotAvailable, CouponRefused, TotalChanged */
  private async totals(em: EntityManager, { expected_total }: OrderInput, input: PricingInput): Promise<OrderTotals> {
    const totals = await this.pricing.totals(em, input, LockMode.PESSIMISTIC_WRITE);
    const total = decimal(totals.total);
    if (expected_total !== undefined && expected_total !== total) throw new TotalChanged({ total });
    return totals;
  }
}

/** Without an account there is no email to add later. @throws ValidationFailed */
function assertReachable({ username }: Caller, email: string | null): void {
  if (username === null && email === null)
    throw new ValidationFailed([{ field: 'email', errors: ['email is required for an order without an account'] }]);
}

const toDto = (order: Order, customer: Caller): OrderDto => ({
  order_uuid: order.uuid,
  number: order.number,
  status: order.status,
  date_created: order.created_at.toISOString(),
  date_paid: order.paid_at?.toISOString() ?? null,
  sum: decimal(order.total, order.currency),
  payment: order.payment,
  customer: customer.uuid,
});
