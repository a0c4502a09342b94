import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { prorate } from '../common/money/allocate.js';
import { sumOf } from '../common/money/tax.js';
import type { Order } from '../order/order.entity.js';
import type { Return } from './return.entity.js';

/** A line as it was ordered, and its units that come back: by refunded returns before, and by this one. */
interface Line {
  quantity: number;
  /** Minor units. */
  total: number;
  before: number;
  now: number;
}

/** Minor units that the customer paid for what a return holds; the order must be locked. */
export async function paidFor(em: EntityManager, order: Order, { id }: Return): Promise<number> {
  const { rows } = await sql<Line>`
    select order_lines.quantity, order_lines.total::float8 as total,
      coalesce(sum(return_lines.quantity) filter (where status = 'refunded'), 0)::int as before,
      coalesce(sum(return_lines.quantity) filter (where returns.id = ${id}), 0)::int as now
    from order_lines
      left join return_lines on order_line_id = order_lines.id
      left join returns on returns.id = return_id
    where order_lines.order_id = ${order.id}
    group by order_lines.id order by order_lines.id
  `.execute(em.getKysely());
  return amountOf(rows, order.discount);
}

/**
 * Each line bears its share of the discount. Units are counted from the first that came back, so that all of them
 * together are worth what the line cost, to the cent.
 */
function amountOf(lines: Line[], discount: number): number {
  const off = prorate(
    discount,
    lines.map(({ total }) => total),
  );
  const parts = lines.map(({ quantity, total, before, now }, at) => {
    const paid = BigInt(total - (off[at] ?? 0));
    const upTo = (units: number) => Number((paid * BigInt(units)) / BigInt(quantity));
    return upTo(before + now) - upTo(before);
  });
  return sumOf(parts);
}
