import type { InferKyselyDB } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { jsonArrayFrom } from 'kysely/helpers/postgres';
import { linesOf } from '../../bucket/bucket.queries.js';
import type { CustomerSchema } from '../../customer/customer.entity.js';
import { Database } from '../../database/database.js';
import { decimal, iso } from '../../database/sql.js';
import type { OrderLineSchema, OrderSchema } from '../../order/order.entity.js';
import type { StoreCartItem, StoreCustomer, StoreFinalized, StoreOrder } from './web-store.dto.js';

type Tables = InferKyselyDB<typeof CustomerSchema | typeof OrderSchema | typeof OrderLineSchema>;

const mostOrders = 100;

/** The document counts an open cart among the orders: from a billion on, so that it never has the id of a placed one. */
const cartId = sql<number>`1000000000 + buckets.id`;

@Injectable()
export class WebStoreQueries {
  constructor(private readonly database: Database) {}

  customer(id: number): Promise<StoreCustomer> {
    return this.database
      .sql<Tables>()
      .selectFrom('customers')
      .where('id', '=', id)
      .select([
        'id',
        'first_name',
        'last_name',
        sql<string | null>`nullif(phone, '')`.as('phone'),
        sql.ref<string>('email').as('email'),
        iso('created').as('time_created'),
        'guest_token as token',
        'id as user',
      ])
      .executeTakeFirstOrThrow();
  }

  cart(customer: number): Promise<StoreCartItem[]> {
    return linesOf(this.database, customer)
      .select([
        'bucket_lines.id',
        decimal('products.price').as('price'),
        'bucket_lines.quantity',
        cartId.as('order'),
        'bucket_lines.product_id as product',
      ])
      .execute();
  }

  /** The latest orders, oldest first, and the open cart after them. */
  async orders(customer: number): Promise<StoreOrder[]> {
    const [placed, lines] = await Promise.all([this.placed(customer), this.openLines(customer)]);
    const [first] = lines;
    if (!first) return placed.toReversed();
    const products = lines.map(({ created, ...product }) => product);
    const open = { time_created: first.created, time_checkout: null, time_delivery: null, products };
    return [...placed.toReversed(), { id: first.order_id, is_ordered: false, ...open }];
  }

  finalized(uuid: string): Promise<Omit<StoreFinalized, 'is_ordered'>> {
    return this.database
      .sql<Tables>()
      .selectFrom('orders')
      .where('uuid', '=', uuid)
      .select(['id', ...times, 'customer_id as customer', 'id as customer_shipping_address'])
      .executeTakeFirstOrThrow();
  }

  private placed(customer: number): Promise<StoreOrder[]> {
    return this.database
      .sql<Tables>()
      .selectFrom('orders')
      .where('customer_id', '=', customer)
      .select((order) => [
        'orders.id',
        sql.lit(true).as('is_ordered'),
        ...times,
        jsonArrayFrom(
          order
            .selectFrom('order_lines')
            .whereRef('order_lines.order_id', '=', 'orders.id')
            .orderBy('order_lines.id')
            .select([
              'order_lines.order_id',
              'order_lines.product_id',
              decimal('order_lines.price').as('price'),
              'order_lines.quantity',
              'order_lines.name as product',
            ]),
        ).as('products'),
      ])
      .orderBy('orders.id', 'desc')
      .limit(mostOrders)
      .execute();
  }

  private openLines(customer: number) {
    return linesOf(this.database, customer)
      .select([
        cartId.as('order_id'),
        'bucket_lines.product_id',
        decimal('products.price').as('price'),
        'bucket_lines.quantity',
        'products.name as product',
        iso('bucket_lines.created_at').as('created'),
      ])
      .execute();
  }
}

const times = [
  iso('orders.created_at').as('time_created'),
  iso('orders.created_at').as('time_checkout'),
  // Parcels may arrive one by one.
  sql<string | null>`case when orders.status = 'delivered' then (
    select ${iso('shipments.delivered_at')} from shipments where order_id = orders.id order by delivered_at desc limit 1
  ) end`.as('time_delivery'),
] as const;
