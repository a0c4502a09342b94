import type { InferKyselyDB } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { type RawBuilder, sql } from 'kysely';
import type { List } from '../common/http/paging.js';
import type { CustomerSchema } from '../customer/customer.entity.js';
import { daysAfter, startOfDay } from '../config/calendar.js';
import { Database } from '../database/database.js';
import { beginsWith, folded, holdsBeginnings, wordsOf } from '../database/folded.js';
import { listOf, type Sorting } from '../database/list.js';
import { canonicalEmail } from '../identity/account-keys.js';
import { decimal, iso } from '../database/sql.js';
import { recipientName, toShip } from './order-constraints.js';
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
  list(query: OrderAdminQuery): Promise<List<OrderAdminRow>> {
    const { status, search, customer, tag, to_ship, payment, paid, from, to, ...page } = query;
    let orders = this.database
      .sql<Tables>()
      .selectFrom('orders')
      // Counting needs no customers, and a left join can be left out.
      .leftJoin('customers', 'customers.id', 'orders.customer_id');
    if (status) orders = orders.where('orders.status', '=', status);
    if (customer) orders = orders.where('orders.customer_id', '=', idOfCustomer(customer));
    if (tag)
      orders = orders.where('orders.id', 'in', (order) =>
        order.selectFrom('order_tags').where('tag', '=', tag).select('order_id'),
      );
    if (to_ship) orders = orders.where(sql<boolean>`(${sql.raw(toShip)})`);
    if (payment) orders = orders.where('orders.payment', '=', payment);
    if (paid !== undefined) orders = orders.where('orders.paid_at', paid ? 'is not' : 'is', null);
    if (from) orders = orders.where('orders.created_at', '>=', startOfDay(from));
    if (to) orders = orders.where('orders.created_at', '<', startOfDay(daysAfter(to, 1)));
    if (search) orders = orders.where('orders.id', '=', sql<number>`any(array(${ordersFoundBy(search)}))`);
    const rows = orders.select((order) => [
      'orders.uuid as order_uuid',
      'orders.number',
      'orders.status',
      iso('orders.created_at').as('date_created'),
      iso<string | null>('orders.paid_at').as('date_paid'),
      decimal('orders.total', 'orders.currency').as('sum'),
      'orders.payment',
      sql.ref<string>('customers.uuid').as('customer'),
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
    return listOf(this.database, rows, latest, page);
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

const latest: Sorting = {
  direction: 'desc',
  keys: [
    ['orders.created_at', 'timestamptz'],
    ['orders.id', 'int'],
  ],
};

const nameOf = sql<string>`coalesce(
  nullif(trim(concat_ws(' ', orders.shipping_address->>'first_name', orders.shipping_address->>'last_name')), ''),
  nullif(trim(concat_ws(' ', customers.first_name, customers.last_name)), ''),
  customers.username, '')`;

/** Orders of one name or one product that are found; of a customer and a product the latest. */
const most = 1_000;

const customerName = folded(`first_name || ' ' || last_name`);

/** The ids of orders by anything that a person may have at hand; one index for each kind of it. */
const ordersFoundBy = (search: string): RawBuilder<number> => sql`
  select id from orders where number = upper(ltrim(${search}, '#'))
  union all select id from orders where lower(email) = lower(${canonicalEmail(search)})
  union all select order_id from shipments where tracking_number is not null and lower(tracking_number) = lower(${search})
  union all (
    select order_id from order_lines where product_id = (select id from products where slug = ${search.toLowerCase()})
    order by id desc limit ${sql.lit(most)}
  )
  union all (
    select id from orders where customer_id = any(array(
      select id from customers where username is not null
        and ${holdsBeginnings('searched', search)} and ${holdsBeginnings(customerName, search)} limit ${sql.lit(most)}
    )) order by id desc limit ${sql.lit(most)}
  )
  union all (
    select id from orders where shipping_address is not null and ${isRecipient(search)} limit ${sql.lit(most)}
  )`;

/** Last name first, as it is indexed, or last. */
const isRecipient = (search: string): RawBuilder<boolean> => {
  const words = wordsOf(search);
  const turned = [...words.slice(-1), ...words.slice(0, -1)].join(' ');
  return sql`(${beginsWith(recipientName, words.join(' '))} or ${beginsWith(recipientName, turned)})`;
};
