import type { InferKyselyDB } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { type ExpressionBuilder, sql } from 'kysely';
import { jsonArrayFrom } from 'kysely/helpers/postgres';
import { decimal as decimalOf } from '../common/money/money.js';
import type { Page } from '../common/http/paging.js';
import type { PostalAddress } from '../customer/address.entity.js';
import type { CustomerSchema } from '../customer/customer.entity.js';
import { Database } from '../database/database.js';
import { decimal, iso, pageOf } from '../database/sql.js';
import { toTaxSubtotal } from '../pricing/quote.dto.js';
import type { CouponSchema } from '../promotion/coupon.entity.js';
import type { OrderDetail, OrderDto, OrderParcel, OrderQuery, PaymentState } from './order.dto.js';
import type { OrderLineSchema, OrderSchema } from './order.entity.js';
import { OrderNotFound } from './order.errors.js';
import type { OrderSelector } from './order-statements.js';

type Tables = InferKyselyDB<typeof OrderSchema | typeof OrderLineSchema | typeof CustomerSchema | typeof CouponSchema>;

/** A customer's own orders, or, for staff, everybody's. */
interface Owner {
  customer?: number;
}

@Injectable()
export class OrderQueries {
  constructor(private readonly database: Database) {}

  /** Latest first. */
  list(owner: Owner, query: OrderQuery): Promise<Page<OrderDto>> {
    let orders = this.orders(owner);
    if (query.status) orders = orders.where('orders.status', '=', query.status);
    return pageOf(orders.select(columns).orderBy('orders.id', 'desc'), query);
  }

  /** Of all customers, latest first, without their count. */
  latest(limit: number): Promise<OrderDto[]> {
    return this.orders({}).select(columns).orderBy('orders.id', 'desc').limit(limit).execute();
  }

  /** A customer's orders with their lines, latest first, in ids and minor units. */
  history(customer: number, limit: number) {
    return this.orders({ customer })
      .orderBy('orders.id', 'desc')
      .limit(limit)
      .select((order) => [
        'orders.id',
        'orders.status',
        'orders.currency',
        iso('orders.created_at').as('created'),
        jsonArrayFrom(
          order
            .selectFrom('order_lines')
            .whereRef('order_lines.order_id', '=', 'orders.id')
            .orderBy('order_lines.id')
            .select(['order_lines.product_id', 'order_lines.name', 'order_lines.price', 'order_lines.quantity']),
        ).as('lines'),
      ])
      .execute();
  }

  /** @throws OrderNotFound, also for another customer's */
  async idOf({ uuid, ...owner }: OrderSelector): Promise<number> {
    const order = await this.orders(owner).where('orders.uuid', '=', uuid).select('orders.id').executeTakeFirst();
    if (!order) throw new OrderNotFound();
    return order.id;
  }

  /** @throws OrderNotFound, also for another customer's */
  async one({ uuid, ...owner }: OrderSelector): Promise<OrderDto> {
    const order = await this.orders(owner).where('orders.uuid', '=', uuid).select(columns).executeTakeFirst();
    if (!order) throw new OrderNotFound();
    return order;
  }

  /** @throws OrderNotFound, also for another customer's */
  async detail({ uuid, ...owner }: OrderSelector): Promise<OrderDetail> {
    const order = await this.orders(owner)
      .leftJoin('coupons', 'coupons.id', 'orders.coupon_id')
      .where('orders.uuid', '=', uuid)
      .select(columns)
      .select((line) => [
        jsonArrayFrom(productsOf(line)).as('products'),
        'orders.email',
        'orders.shipping_address',
        'orders.billing',
        'orders.shipping_method',
        'orders.shipping_kind',
        decimal('orders.subtotal', 'orders.currency').as('subtotal'),
        decimal('orders.discount', 'orders.currency').as('discount'),
        decimal('orders.shipping', 'orders.currency').as('shipping'),
        decimal('orders.tax', 'orders.currency').as('tax'),
        'orders.currency',
        'coupons.code as coupon',
        'orders.taxes',
        sql<PostalAddress | null>`coalesce(orders.billing -> 'address', orders.shipping_address)`.as('billing_address'),
        paymentState.as('payment_state'),
        paymentDue.as('payment_due'),
        refunded.as('refunded'),
        parcels.as('parcels'),
      ])
      .executeTakeFirst();
    if (!order) throw new OrderNotFound();
    const { currency } = order;
    const taxes = order.taxes.map((subtotal) => toTaxSubtotal(subtotal, currency));
    return { ...order, taxes, refunded: decimalOf(order.refunded, currency) };
  }

  private orders({ customer }: Owner) {
    const orders = this.database
      .sql<Tables>()
      .selectFrom('orders')
      .innerJoin('customers', 'customers.id', 'orders.customer_id');
    return customer === undefined ? orders : orders.where('orders.customer_id', '=', customer);
  }
}

const columns = () =>
  [
    'orders.uuid as order_uuid',
    'orders.number',
    'orders.status',
    iso('orders.created_at').as('date_created'),
    iso<string | null>('orders.paid_at').as('date_paid'),
    decimal('orders.total', 'orders.currency').as('sum'),
    'orders.payment',
    'customers.uuid as customer',
  ] as const;

/** Modules above write these tables; an order shows what became of it, as they say. */
const refunded = sql<number>`(
  select coalesce(sum(refunds.amount), 0)::float8 from refunds join payments on payments.id = payment_id
  where payments.order_id = orders.id and refunds.status = 'done'
)`;

const paymentState = sql<PaymentState>`(
  select case
    when back > 0 and back >= captured then 'refunded'
    when back > 0 then 'partly_refunded'
    when orders.paid_at is not null then 'paid'
    when last in ('started', 'authorized', 'captured') then 'processing'
    when last = 'action_required' then 'action_required'
    when last is not null then 'failed'
    else 'unpaid'
  end
  from (
    select ${refunded} as back, coalesce(sum(amount) filter (where payments.status = 'captured'), 0) as captured,
      (array_agg(payments.status order by payments.id desc) filter (where provider <> 'cash'))[1] as last
    from payments where payments.order_id = orders.id
  ) attempts
)`;

const paymentDue = sql<
  string | null
>`case when orders.status = 'new' and orders.payment <> 'cash' then ${iso('orders.payment_due_at')} end`;

const parcels = sql<OrderParcel[]>`(
  select coalesce(json_agg(json_build_object(
    'carrier', carrier, 'tracking_number', tracking_number, 'tracking_url', tracking_url) order by shipments.id), '[]')
  from shipments where shipments.order_id = orders.id
)`;

const productsOf = (order: ExpressionBuilder<Tables, 'orders' | 'customers'>) =>
  order
    .selectFrom('order_lines')
    .whereRef('order_lines.order_id', '=', 'orders.id')
    .orderBy('order_lines.id')
    .select([
      'order_lines.uuid as order_product_uuid',
      'order_lines.quantity',
      'order_lines.canceled',
      'order_lines.shipped',
      'order_lines.delivered',
      'order_lines.undelivered',
      'order_lines.returned',
      decimal('order_lines.price', 'orders.currency').as('value'),
      'order_lines.product_uuid as product',
      'order_lines.name',
    ]);
