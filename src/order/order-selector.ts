import { LockMode } from '@mikro-orm/core';
import type { EntityManager, InferKyselyDB } from '@mikro-orm/postgresql';
import type { Database } from '../database/database.js';
import { Order, type OrderSchema } from './order.entity.js';
import { OrderNotFound } from './order.errors.js';

/** One order: a customer's own, or, for staff, anybody's. */
export interface OrderSelector {
  uuid: string;
  customer?: number;
}

/** For callers that do not inject {@link OrderService} yet. */
export async function lockedOrder(em: EntityManager, selector: OrderSelector): Promise<Order> {
  const order = await em.findOne(Order, selector, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (!order) throw new OrderNotFound();
  return order;
}

/** For callers that do not inject {@link OrderQueries} yet. */
export async function orderId(database: Database, { uuid, customer }: OrderSelector): Promise<number> {
  let orders = database
    .sql<InferKyselyDB<typeof OrderSchema>>()
    .selectFrom('orders')
    .select('id')
    .where('uuid', '=', uuid);
  if (customer !== undefined) orders = orders.where('customer_id', '=', customer);
  const order = await orders.executeTakeFirst();
  if (!order) throw new OrderNotFound();
  return order.id;
}
