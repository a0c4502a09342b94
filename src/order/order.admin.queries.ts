import type { InferKyselyDB } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import type { List } from '../common/http/paging.js';
import type { CustomerSchema } from '../customer/customer.entity.js';
import { Database } from '../database/database.js';
import { latestFirst, listOf } from '../database/list.js';
import { decimal, iso } from '../database/sql.js';
import { toShip } from './order-constraints.js';
import type { OrderAdminDetail, OrderAdminQuery, OrderAdminRow } from './order.admin.dto.js';
import type { OrderLineSchema, OrderSchema } from './order.entity.js';
import { OrderQueries } from './order.queries.js';

type Tables = InferKyselyDB<typeof OrderSchema | typeof OrderLineSchema | typeof CustomerSchema> & {
  /** Of the module `order-notes`, which lies above. */
  order_tags: { order_id: number; tag: string };
};

@Injectable()
export class OrderAdminQueries {
  constructor(
    private readonly database: Database,
    private readonly orders: OrderQueries,
  ) {}

  /** The orders of all customers, latest first. */
  list({ status, search, customer, tag, to_ship, ...page }: OrderAdminQuery): Promise<List<OrderAdminRow>> {
    let orders = this.database
      .sql<Tables>()
      .selectFrom('orders')
      .innerJoin('customers', 'customers.id', 'orders.customer_id');
    if (status) orders = orders.where('orders.status', '=', status);
    if (customer) orders = orders.where('orders.customer_id', '=', idOfCustomer(customer));
    if (tag)
      orders = orders.where('orders.id', 'in', (order) =>
        order.selectFrom('order_tags').where('tag', '=', tag).select('order_id'),
      );
    if (to_ship) orders = orders.where(sql<boolean>`(${sql.raw(toShip)})`);
    if (search)
      orders = orders.where((order) =>
        order.or([
          order('orders.number', '=', search.toUpperCase()),
          // As its index is written.
          order(sql`lower(orders.email)`, '=', sql`lower(${search})`),
        ]),
      );
    const rows = orders.select((order) => [
      'orders.uuid as order_uuid',
      'orders.number',
      'orders.status',
      iso('orders.created_at').as('date_created'),
      iso<string | null>('orders.paid_at').as('date_paid'),
      decimal('orders.total', 'orders.currency').as('sum'),
      'orders.payment',
      'customers.uuid as customer',
      'orders.email',
      nameOf.as('name'),
      order
        .selectFrom('order_lines')
        .whereRef('order_lines.order_id', '=', 'orders.id')
        .select(sql<number>`coalesce(sum(order_lines.quantity), 0)::int`.as('units'))
        .$asScalar()
        .as('units'),
      'orders.currency',
      tagsOf.as('tags'),
    ]);
    return listOf(this.database, rows, latestFirst('orders.id'), page);
  }

  /** @throws OrderNotFound */
  async detail(uuid: string): Promise<OrderAdminDetail> {
    const [order, { tags }] = await Promise.all([
      this.orders.detail({ uuid }),
      this.database
        .sql<Tables>()
        .selectFrom('orders')
        .where('uuid', '=', uuid)
        .select(tagsOf.as('tags'))
        .executeTakeFirst()
        .then((found) => found ?? { tags: [] }),
    ]);
    return { ...order, tags };
  }
}

/** Before the rows of the customer are read, so that an index finds them. */
const idOfCustomer = (uuid: string) => sql<number>`(select id from customers where uuid = ${uuid})`;

const tagsOf = sql<string[]>`array(select tag from order_tags where order_id = orders.id order by tag)`;

const nameOf = sql<string>`coalesce(
  nullif(trim(concat_ws(' ', orders.shipping_address->>'first_name', orders.shipping_address->>'last_name')), ''),
  nullif(trim(concat_ws(' ', customers.first_name, customers.last_name)), ''),
  customers.username, '')`;
