import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import type { Order } from '../order/order.entity.js';
import type { OrderUnits } from './shipment.dto.js';
import { NotSoManyLeft, OrderProductNotFound } from './fulfilment.errors.js';

/** A line of an order, and how many of its units something can still be done with. */
export interface Line {
  id: number;
  uuid: string;
  name: string;
  left: number;
}

export interface Picked {
  line: Line;
  quantity: number;
}

/** Some units of some lines; without a wish, all that are left. @throws OrderProductNotFound, NotSoManyLeft */
export function pick(lines: Line[], wish?: OrderUnits[]): Picked[] {
  if (!wish) return lines.filter(({ left }) => left > 0).map((line) => ({ line, quantity: line.left }));
  const wanted = new Map<string, number>();
  for (const { order_product_uuid: uuid, quantity } of wish)
    wanted.set(uuid.toLowerCase(), (wanted.get(uuid.toLowerCase()) ?? 0) + quantity);
  return [...wanted].map(([order_product_uuid, quantity]) => {
    const line = lines.find(({ uuid }) => uuid === order_product_uuid);
    if (!line) throw new OrderProductNotFound({ order_product_uuid });
    if (quantity > line.left) throw new NotSoManyLeft({ order_product_uuid, left: line.left });
    return { line, quantity };
  });
}

/** Ordered minus shipped; the order must be locked. */
export async function leftToShip(em: EntityManager, { id }: Order): Promise<Line[]> {
  const { rows } = await sql<Line>`
    select id, uuid, name, (quantity - coalesce((
      select sum(shipment_lines.quantity) from shipment_lines where order_line_id = order_lines.id
    ), 0))::int as left
    from order_lines where order_id = ${id} order by id
  `.execute(em.getKysely());
  return rows;
}

/** Delivered minus what other returns have, unless they were refused; the order must be locked. */
export async function leftToReturn(em: EntityManager, { id }: Order): Promise<Line[]> {
  const { rows } = await sql<Line>`
    select id, uuid, name, (coalesce((
      select sum(shipment_lines.quantity) from shipment_lines join shipments on shipments.id = shipment_id
      where order_line_id = order_lines.id and delivered is not null
    ), 0) - coalesce((
      select sum(return_lines.quantity) from return_lines join returns on returns.id = return_id
      where order_line_id = order_lines.id and status <> 'refused'
    ), 0))::int as left
    from order_lines where order_id = ${id} order by id
  `.execute(em.getKysely());
  return rows;
}
