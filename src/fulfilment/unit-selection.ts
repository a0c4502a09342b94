import { NotSoManyLeft } from '../order/order.errors.js';
import { OrderProductNotFound } from './fulfilment.errors.js';
import type { OrderUnits } from './shipment.dto.js';

/** A line of an order, and the units that can still be shipped or returned. */
export interface OpenLine {
  id: number;
  uuid: string;
  name: string;
  open: number;
}

export interface UnitSelection<Line extends OpenLine = OpenLine> {
  line: Line;
  quantity: number;
}

/** The requested units, or without a request all that are left. A line that is named twice counts twice. @throws OrderProductNotFound, NotSoManyLeft */
export function selectUnits<Line extends OpenLine>(
  lines: Line[],
  request?: OrderUnits[],
  leftOf = ({ open }: Line) => open,
): UnitSelection<Line>[] {
  if (!request) return lines.map((line) => ({ line, quantity: leftOf(line) })).filter(({ quantity }) => quantity > 0);
  const quantities = new Map<string, number>();
  for (const { order_product_uuid, quantity } of request) {
    const uuid = order_product_uuid.toLowerCase();
    quantities.set(uuid, (quantities.get(uuid) ?? 0) + quantity);
  }
  return [...quantities].map(([order_product_uuid, quantity]) => {
    const line = lines.find(({ uuid }) => uuid === order_product_uuid);
    if (!line) throw new OrderProductNotFound({ order_product_uuid });
    const left = leftOf(line);
    if (quantity > left) throw new NotSoManyLeft({ order_product_uuid, left });
    return { line, quantity };
  });
}
