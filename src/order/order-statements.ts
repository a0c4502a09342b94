import { type EntityRow, statement } from '../database/statement.js';
import type { Order, OrderLine } from './order.entity.js';

/** One order: a customer's own, or, for staff, anybody's. */
export interface OrderSelector {
  uuid: string;
  customer?: number;
}

/** Values: uuid, and the id of its customer, or null for anybody's. */
export const lockOrder = statement<EntityRow<Order>>(
  'order_lock',
  'select row_to_json(orders) as entity from orders where uuid = $1 and ($2::int is null or customer_id = $2) for update',
);

/** Value: the order's id. */
export const linesOfOrder = statement<EntityRow<OrderLine>>(
  'order_lines',
  'select row_to_json(order_lines) as entity from order_lines where order_id = $1 order by id',
);
