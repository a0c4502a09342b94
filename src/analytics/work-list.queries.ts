import type { InferKyselyDB } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import type { ProductSchema } from '../catalog/product.entity.js';
import type { List, ListQuery } from '../common/http/paging.js';
import { Database } from '../database/database.js';
import { listOf, type Sorting } from '../database/list.js';
import { decimal, iso } from '../database/sql.js';
import { toShip } from '../order/order-constraints.js';
import type { OrderLineSchema, OrderSchema } from '../order/order.entity.js';
import { lowStock, type OrderToShip, type ProductStock, type ProductStockQuery } from './work-list.dto.js';

type Tables = InferKyselyDB<typeof OrderSchema | typeof OrderLineSchema | typeof ProductSchema>;

/** The lists behind the numbers of today that no other module has. */
@Injectable()
export class WorkListQueries {
  constructor(private readonly database: Database) {}

  /** Oldest first. */
  ordersToShip(page: ListQuery): Promise<List<OrderToShip>> {
    const orders = this.database
      .sql<Tables>()
      .selectFrom('orders')
      .where(sql<boolean>`(${sql.raw(toShip)})`);
    return listOf(this.database, orders.select(orderColumns), oldest, page);
  }

  /** Those with the fewest units first. */
  stock({ level, ...page }: ProductStockQuery): Promise<List<ProductStock>> {
    const products = this.database
      .sql<Tables>()
      .selectFrom('products')
      .where('published', '=', true)
      .where('stock', level === 'out' ? '=' : '>', 0)
      .where('stock', '<=', lowStock);
    const rows = products.select(['uuid as product', 'slug', 'name', 'stock', 'on_hand', 'allocated']);
    return listOf(this.database, rows, fewestFirst, page);
  }
}

const oldest: Sorting = {
  direction: 'asc',
  keys: [
    ['orders.created_at', 'timestamptz'],
    ['orders.id', 'int'],
  ],
};

const fewestFirst: Sorting = {
  direction: 'asc',
  keys: [
    ['stock', 'int'],
    ['id', 'int'],
  ],
};

const openUnits = sql<number>`(
  select coalesce(sum(quantity - canceled - shipped), 0)::int from order_lines where order_id = orders.id)`;

const orderColumns = () =>
  [
    'orders.uuid as order_uuid',
    'orders.number',
    'orders.status',
    'orders.payment',
    iso('orders.created_at').as('date_created'),
    iso<string | null>('orders.paid_at').as('date_paid'),
    openUnits.as('units'),
    decimal('orders.total', 'orders.currency').as('sum'),
  ] as const;
