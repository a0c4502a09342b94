import type { InferKyselyDB } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { type ExpressionBuilder } from 'kysely';
import { jsonArrayFrom } from 'kysely/helpers/postgres';
import type { Page } from '../common/http/paging.js';
import type { CustomerSchema } from '../customer/customer.entity.js';
import { Database } from '../database/database.js';
import { decimal, iso, pageOf } from '../database/sql.js';
import type { CouponSchema } from '../promotion/coupon.entity.js';
import type { OrderDetail, OrderDto, OrderQuery } from './order.dto.js';
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
      ])
      .executeTakeFirst();
    if (!order) throw new OrderNotFound();
    return order;
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
