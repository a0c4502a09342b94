import type { EntityManager } from '@mikro-orm/postgresql';
import { queryIn, statement } from '../database/statement.js';
import { type Held, heldByCustomer } from '../open-orders/open-order.service.js';
import type { Order, OrderLine } from './order.entity.js';

const orderColumns = [
  'uuid',
  'status',
  'payment',
  'currency',
  'subtotal',
  'shipping',
  'discount',
  'tax',
  'taxes',
  'total',
  'shipping_method',
  'shipping_tax_rate',
  'shipping_exemption',
  'shipping_kind',
  'shipping_countries',
  'email',
  'shipping_address',
  'billing',
  'created_at',
  'updated_at',
  'payment_due_at',
  'confirmed_at',
] as const satisfies (keyof Order)[];

const lineColumns = [
  'uuid',
  'product_uuid',
  'name',
  'quantity',
  'price',
  'tax_rate',
  'exemption',
  'total',
  'tax',
] as const satisfies (keyof OrderLine)[];

/** Values: the order as a JSON object, its lines as a JSON array, ids of the products that are counted in earlier orders, or null. */
const orderInsert = statement<{ number: string; held: Held[] | null }>(
  'order_insert',
  `
  with placed as (
    insert into orders (customer_id, coupon_id, ${orderColumns.join(', ')})
    select customer_id, coupon_id, ${orderColumns.join(', ')} from jsonb_populate_record(null::orders, $1)
    returning id, number
  ), lines as (
    insert into order_lines (order_id, product_id, ${lineColumns.join(', ')})
    select placed.id, product_id, ${lineColumns.join(', ')}
    from placed, jsonb_populate_recordset(null::order_lines, $2)
  )
  select number, ${heldByCustomer("($1::jsonb ->> 'customer_id')::int", '$3::int[]')} as held from placed
`,
);

/**
 * Writes a placed order and its lines by one statement, because other orders wait for the products meanwhile.
 *
 * @param counted ids of products, of which it tells how many units the customer's open orders hold without this one
 */
export async function insertOrder(
  em: EntityManager,
  order: Order,
  counted: number[] | null = null,
): Promise<Held[] | null> {
  const row = { ...pick(order, orderColumns), customer_id: order.customer.id, coupon_id: order.coupon?.id };
  const lines = order.lines.map((line) => ({ ...pick(line, lineColumns), product_id: line.product?.id }));
  const [placed] = await queryIn(em, orderInsert, [JSON.stringify(row), JSON.stringify(lines), counted]);
  if (!placed) throw new Error('the insert of an order returned no row');
  order.number = placed.number;
  return placed.held;
}

const pick = <Entity extends object>(entity: Entity, columns: readonly (keyof Entity)[]) =>
  Object.fromEntries(columns.map((column) => [column, entity[column]]));
