import type { EntityManager } from '@mikro-orm/postgresql';
import { v7 } from 'uuid';
import type { AllocatedProduct } from '../stock/stock.js';
import { taxWithin } from '../common/money/money.js';
import { queryIn, statement } from '../database/statement.js';
import type { PostalAddress } from '../customer/address.entity.js';
import type { Payment } from './order.entity.js';
import type { OrderTotals } from './pricing.service.js';

/** What is known of an order when it is placed. */
export interface NewOrder {
  customer: number;
  payment: Payment;
  currency: string;
  email: string | null;
  shipping_address: PostalAddress | null;
  lines: { product: AllocatedProduct; quantity: number }[];
  price: OrderTotals;
  created: Date;
  /** When an order that is not paid in cash gives its stock back. */
  payment_due: Date;
}

export interface Placed {
  uuid: string;
  number: string;
}

/** Values: those of the order, then lists of those of its lines, as they are named here. */
const placing = statement<Placed>(
  'order_insert',
  `
  with placed as (
    insert into orders (uuid, customer_id, payment, currency, subtotal, shipping, discount, tax, taxes, total,
      shipping_method, shipping_tax_rate, coupon_id, email, shipping_address, created_at, updated_at, payment_due_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $16, $17)
    returning id, uuid, number
  ), listed as (
    insert into order_lines (order_id, uuid, product_id, product_uuid, name, quantity, price, tax_rate, total, tax)
    select placed.id, line.* from placed, unnest($18::uuid[], $19::int[], $20::uuid[], $21::text[], $22::int[],
      $23::int[], $24::int[], $25::bigint[], $26::bigint[]) as line
  )
  select uuid, number from placed
`,
);

/**
 * Writes an order with its lines, what somebody buys as it is at this moment: later changes of the catalogue leave it as
 * it is. One statement, because meanwhile others wait for the products.
 */
export async function placeOrder(em: EntityManager, placement: NewOrder): Promise<Placed> {
  const { customer, payment, currency, email, shipping_address: address, price, created } = placement;
  const { subtotal, shipping, discount, tax, taxes, total, method, coupon } = price;
  if (coupon) {
    coupon.use();
    await em.flush();
  }
  const uuid = v7();
  const due = payment === 'cash' ? null : placement.payment_due;
  const lines = placement.lines.map(lineOf);
  const of = <Fact extends keyof Line>(fact: Fact) => lines.map((line) => line[fact]);
  const facts = [uuid, customer, payment, currency, subtotal, shipping, discount, tax, JSON.stringify(taxes), total];
  const further = [method?.name, method?.tax_rate, coupon?.id, email, address && JSON.stringify(address), created, due];
  const [placed] = await queryIn(em, placing, [...facts, ...further, ...lineFacts.map(of)]);
  if (!placed) throw new Error('an order that was just placed is gone');
  return placed;
}

type Line = ReturnType<typeof lineOf>;
const lineFacts = [
  'uuid',
  'product',
  'product_uuid',
  'name',
  'quantity',
  'price',
  'tax_rate',
  'total',
  'tax',
] as const satisfies (keyof Line)[];

/** The customer pays the price of the moment the order is placed, whatever the bucket last showed. */
function lineOf({ product, quantity }: NewOrder['lines'][number]) {
  const { id, uuid: product_uuid, name, price, tax_rate } = product;
  const total = price * quantity;
  return {
    uuid: v7(),
    product: id,
    product_uuid,
    name,
    quantity,
    price,
    tax_rate,
    total,
    tax: taxWithin(total, tax_rate),
  };
}
