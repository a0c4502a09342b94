import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { type AllocatedProduct, allocateLockedStock, type StockRequest } from '../stock/stock.js';
import type { Caller } from '../common/http/access.js';
import type { IdempotentResult } from '../idempotency/idempotent.interceptor.js';
import { decimal } from '../common/money/money.js';
import { ValidationFailed } from '../common/http/request.errors.js';
import { Config } from '../config/config.js';
import { defaultAddressOf, type Delivery } from '../customer/customer.queries.js';
import { isRetryableConflict } from '../database/database.js';
import { IdempotencyService } from '../idempotency/idempotency.service.js';
import { Jobs } from '../jobs/jobs.js';
import { queryIn, statement } from '../database/statement.js';
import type { OrderDto, OrderInput } from './order.dto.js';
import { BucketEmpty, OrderNotCreated, TotalChanged } from './order.errors.js';
import { placeOrder } from './insert-order.js';
import { priceOf } from './pricing.service.js';
import { orderPlaced, paymentDue } from './order.service.js';

/** Turns a bucket into an order: all of it, or nothing. */
@Injectable()
export class CheckoutService {
  /** Seconds. */
  private readonly paymentWindow: number;

  constructor(
    private readonly idempotency: IdempotencyService,
    private readonly jobs: Jobs,
    private readonly config: Config,
  ) {
    this.paymentWindow = config.get('PAYMENT_WINDOW_MINUTES') * 60;
  }

  /** @throws BucketEmpty, ProductNotAvailable, NotEnoughStock, ShippingNotAvailable, CouponRefused, TotalChanged, OrderNotCreated, StillRunning, IdempotencyKeyReused */
  async place(me: Caller, input: OrderInput, key?: string): Promise<IdempotentResult<OrderDto>> {
    const request = { customer: me.id, key, route: 'POST /api/orders', body: input };
    return this.idempotency
      .transaction(request, (em) => this.order(em, me, input))
      .catch((error) => {
        throw isRetryableConflict(error) ? new OrderNotCreated(null, 1) : error;
      });
  }

  private async order(em: EntityManager, me: Caller, input: OrderInput): Promise<OrderDto> {
    const { wanted, coupon, ...own } = await emptiedBucket(em, me.id);
    const email = input.email ?? own.email;
    const shipping_address = input.shipping_address ?? own.shipping_address;
    ensureReachable(me, { email, shipping_address });
    const taken = await allocateLockedStock(em, wanted, 'order');
    const lines = wanted.map(({ product, quantity }) => ({
      product: taken.get(product) as AllocatedProduct,
      quantity,
    }));
    const wish = {
      customer: me.id,
      lines: lines.map(({ product, quantity }) => ({ ...product, quantity })),
      shipping_method: input.shipping_method,
      country: shipping_address?.country,
      coupon,
    };
    const price = await priceOf(em, wish, LockMode.PESSIMISTIC_WRITE);
    const sum = decimal(price.total);
    if (input.expected_total !== undefined && input.expected_total !== sum) throw new TotalChanged({ total: sum });
    const created = new Date();
    const { payment } = input;
    const { uuid, number } = await placeOrder(em, {
      customer: me.id,
      payment,
      currency: this.config.get('CURRENCY'),
      email,
      shipping_address,
      lines,
      price,
      created,
      payment_due: new Date(created.getTime() + this.paymentWindow * 1000),
    });
    // Its mail is written afterwards: meanwhile others wait for the products.
    if (payment === 'cash') await this.jobs.enqueue(em, orderPlaced, { order: uuid });
    else await this.jobs.enqueue(em, paymentDue, { order: uuid }, this.paymentWindow);
    return {
      order_uuid: uuid,
      number,
      status: 'new',
      date_created: created.toISOString(),
      date_paid: null,
      sum,
      payment,
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

interface Emptied extends Delivery {
  /** Oldest first. */
  wanted: StockRequest[];
  coupon: string | null;
}

/** Value: the customer's id. */
const emptying = statement<StockRequest & Omit<Emptied, 'wanted'> & { line: number }>(
  'bucket_take',
  `
  with bucket as (
    select buckets.id, coupon_code, email, ${defaultAddressOf('customers.id')} as shipping_address
    from buckets join customers on customers.id = customer_id
    where customer_id = $1 for update of buckets
  ), cleared as (
    update buckets set coupon_code = null from bucket where buckets.id = bucket.id and bucket.coupon_code is not null
  ), gone as (
    delete from bucket_lines using bucket where bucket_id = bucket.id
    returning bucket_lines.id as line, product_id, quantity, bucket.coupon_code as coupon, email, shipping_address
  )
  select line, product_id as product, quantity, coupon, email, shipping_address
  from (select * from gone order by product_id) gone
    cross join lateral (select from products where id = product_id for no key update) locked
`,
);

/**
 * Takes everything out of the bucket, with what its customer has said of deliveries, and locks the products: in id order,
 * so that crossing orders do not deadlock. Of two orders at once, the second waits here and then finds nothing.
 *
 * @throws BucketEmpty
 */
async function emptiedBucket(em: EntityManager, customer: number): Promise<Emptied> {
  const rows = await queryIn(em, emptying, [customer]);
  const [first] = rows;
  if (!first) throw new BucketEmpty();
  const { coupon, email, shipping_address } = first;
  return { wanted: rows.toSorted((a, b) => a.line - b.line), coupon, email, shipping_address };
}
