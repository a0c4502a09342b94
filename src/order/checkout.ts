import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { type Taken, takeStock, type Wanted } from '../catalog/stock.js';
import type { Caller } from '../common/access.js';
import type { Once } from '../common/idempotent.js';
import { decimal } from '../common/money.js';
import { ValidationFailed } from '../common/request.errors.js';
import { Config } from '../config/config.js';
import { CustomerQueries, type Delivery } from '../customer/customer.queries.js';
import { Database, isVictim } from '../database/database.js';
import { once } from '../database/idempotency.js';
import { Jobs } from '../database/jobs.js';
import type { OrderDto, OrderInput } from './order.dto.js';
import { Order } from './order.entity.js';
import { BucketEmpty, OrderNotCreated, TotalChanged } from './order.errors.js';
import { priceOf } from './pricing.js';
import { orderPlaced, paymentDue } from './order.service.js';

/** Turns a bucket into an order: all of it, or nothing. */
@Injectable()
export class Checkout {
  /** Seconds. */
  private readonly paymentWindow: number;

  constructor(
    private readonly database: Database,
    private readonly customers: CustomerQueries,
    private readonly jobs: Jobs,
    private readonly config: Config,
  ) {
    this.paymentWindow = config.get('PAYMENT_WINDOW_MINUTES') * 60;
  }

  /** @throws BucketEmpty, ProductNotAvailable, NotEnoughStock, ShippingNotAvailable, CouponRefused, TotalChanged, OrderNotCreated, StillRunning, IdempotencyKeyReused */
  async place(me: Caller, input: OrderInput, key?: string): Promise<Once<OrderDto>> {
    const { email, shipping_address } = await this.customers.delivery(me.id);
    const delivery = {
      email: input.email ?? email,
      shipping_address: input.shipping_address ?? shipping_address,
    };
    ensureReachable(me, delivery);
    const repeatable = { customer: me.id, key, route: 'POST /api/orders', body: input };
    return this.database
      .transaction((em) => once(em, repeatable, () => this.order(em, me, { ...input, ...delivery })))
      .catch((error) => {
        throw isVictim(error) ? new OrderNotCreated(null, 1) : error;
      });
  }

  private async order(
    em: EntityManager,
    me: Caller,
    input: Omit<OrderInput, keyof Delivery> & Delivery,
  ): Promise<OrderDto> {
    const { coupon, lines: wanted } = await lockedBucket(em, me.id);
    if (wanted.length === 0) throw new BucketEmpty();
    const taken = await takeStock(em, wanted, 'order');
    const lines = wanted.map(({ product, quantity }) => ({ product: taken.get(product) as Taken, quantity }));
    const wish = {
      customer: me.id,
      lines: lines.map(({ product, quantity }) => ({ ...product, quantity })),
      shipping_method: input.shipping_method,
      country: input.shipping_address?.country,
      coupon,
    };
    const order = Order.place(em, {
      customer: me.id,
      payment: input.payment,
      currency: this.config.get('CURRENCY'),
      email: input.email,
      shipping_address: input.shipping_address,
      lines,
      price: await priceOf(em, wish, LockMode.PESSIMISTIC_WRITE),
      payment_due: new Date(Date.now() + this.paymentWindow * 1000),
    });
    const sum = decimal(order.total);
    if (input.expected_total !== undefined && input.expected_total !== sum) throw new TotalChanged({ total: sum });
    await em.flush();
    await empty(em, me.id);
    if (order.waitsForPayment) await this.jobs.send(em, paymentDue, { order: order.uuid }, this.paymentWindow);
    // Its mail is written afterwards: meanwhile others wait for the products.
    else await this.jobs.send(em, orderPlaced, { order: order.uuid });
    return {
      order_uuid: order.uuid,
      number: order.number,
      status: order.status,
      date_created: order.created.toISOString(),
      date_paid: null,
      sum,
      payment: order.payment,
      customer: me.uuid,
    };
  }
}

/** A customer can be asked where to, a guest cannot. @throws ValidationFailed */
function ensureReachable({ username }: Caller, delivery: Delivery): void {
  const missing = Object.entries(delivery).filter(([, value]) => value === null);
  if (username === null && missing.length > 0)
    throw new ValidationFailed(
      missing.map(([field]) => ({ field, errors: [`${field} must be told where there is no account`] })),
    );
}

/**
 * What is in the bucket, oldest line first. Of two orders at once, the second waits here and then finds it empty. The
 * lines themselves are locked after their products, as by everybody who removes a product.
 */
async function lockedBucket(em: EntityManager, customer: number): Promise<{ coupon: string | null; lines: Wanted[] }> {
  const { rows: buckets } = await sql<{ coupon_code: string | null }>`
    select coupon_code from buckets where customer_id = ${customer} for update
  `.execute(em.getKysely());
  const { rows } = await sql<Wanted>`
    select product_id as product, quantity from bucket_lines join buckets on buckets.id = bucket_id
    where customer_id = ${customer} order by bucket_lines.id
  `.execute(em.getKysely());
  return { coupon: buckets[0]?.coupon_code ?? null, lines: rows };
}

async function empty(em: EntityManager, customer: number): Promise<void> {
  await sql`
    with emptied as (update buckets set coupon_code = null where customer_id = ${customer} returning id)
    delete from bucket_lines using emptied where emptied.id = bucket_id
  `.execute(em.getKysely());
}
