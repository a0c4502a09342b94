import type { EntityManager } from '@mikro-orm/postgresql';
import type { Order } from '../order/order.entity.js';
import { ShipmentQueries } from './shipment.queries.js';
import type { OpenLine } from './unit-selection.js';

// The seeder's names, until it uses those of unit-selection.ts.
export { selectUnits as pick } from './unit-selection.js';

export const leftToShip = (em: EntityManager, order: Order): Promise<OpenLine[]> =>
  ShipmentQueries.prototype.shippableLines(em, order);
