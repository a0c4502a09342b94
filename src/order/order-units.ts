import { sumOf } from '../common/money/tax.js';
import type { StockRequest } from '../stock/stock.service.js';
import type { CreditedUnits } from './credit.entity.js';
import type { Order, OrderLine } from './order.entity.js';
import { statusOfUnits, type UnitCounts } from './order-status.js';

type LineUnits = Pick<
  OrderLine,
  'quantity' | 'open' | 'shipped' | 'delivered' | 'undelivered' | 'returned' | 'credited_quantity'
>;

/** Units that are on their way. */
const inTransit = ({ shipped, delivered, undelivered }: LineUnits): number => shipped - delivered - undelivered;

const countUnits = (lines: OrderLine[]): UnitCounts => ({
  open: sumOf(lines.map(({ open }) => open)),
  inTransit: sumOf(lines.map(inTransit)),
  delivered: sumOf(lines.map(({ delivered }) => delivered)),
  returned: sumOf(lines.map(({ returns_refunded }) => returns_refunded)),
  cameBack: sumOf(lines.map(({ came_back }) => came_back)),
});

/** Brings the status of a locked order in line with its units, after each fact about them. @param lines all of the order */
export function followUnits(order: Order, lines: OrderLine[]): void {
  const units = countUnits(lines);
  const hasNotBegun = units.open > 0 && !order.shipped_at;
  const status = statusOfUnits(units);
  if (!hasNotBegun && status !== order.status) order.transitionTo(status);
}

/** Whether nothing of the order arrived, and nothing will. @param lines all of the order */
export function isUndelivered(lines: OrderLine[]): boolean {
  const { open, inTransit, delivered } = countUnits(lines);
  return open + inTransit + delivered === 0;
}

/**
 * How many of so many open or shipped units, which the customer will not get, are still owed: earlier refunds of units are taken to be for
 * those that the customer keeps, and what exceeds these for the units at hand.
 */
export function creditableUnits(line: LineUnits, quantity: number): number {
  const kept = line.delivered - line.returned;
  const coming = line.open + inTransit(line);
  const refunded = line.credited_quantity - (line.quantity - kept - coming);
  return Math.max(0, quantity - Math.max(0, refunded - kept));
}

/** Of products that are still in the catalog. */
export const stockRequestsOf = (units: Pick<CreditedUnits, 'line' | 'quantity'>[]): StockRequest[] =>
  units.flatMap(({ line: { product }, quantity }) =>
    product && quantity > 0 ? [{ product: product.id, quantity }] : [],
  );
