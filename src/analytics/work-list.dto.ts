import { ApiProperty, IntersectionType } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { ListQuery } from '../common/http/paging.dto.js';
import type { PaymentMethod } from '../order/order.entity.js';
import type { OrderStatus } from '../order/order-status.js';

/** Units available, up to which a product is low in stock. */
export const lowStock = 5;

const stockLevels = ['out', 'low'] as const;
type StockLevelName = (typeof stockLevels)[number];

export class OrderToShip {
  /** @example "0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b66" */
  order_uuid: string;
  /** @example "M100001" */
  number: string;
  status: OrderStatus;
  payment: PaymentMethod;
  /** @example "2026-11-21T08:00:00.000Z" */
  date_created: string;
  /** @example "2026-11-21T08:01:00.000Z" */
  date_paid: string | null;
  /** Units to be sent: neither sent nor canceled. @example 2 */
  units: number;
  /** Total of the order, tax included. @example "6000.00" */
  sum: string;
}

export class StockLevelQuery {
  /** `out`: no unit is available; `low`: 1 to 5 are. */
  @ApiProperty({ required: false, enum: stockLevels, default: 'out' })
  @IsIn(stockLevels)
  level: StockLevelName = 'out';
}

export class ProductStockQuery extends IntersectionType(ListQuery, StockLevelQuery) {}

export class ProductStock {
  /** Uuid. @example "0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b33" */
  product: string;
  /** @example "banana" */
  slug: string;
  /** @example "Banana" */
  name: string;
  /** Units available. @example 3 */
  stock: number;
  /** Units in the house. @example 5 */
  on_hand: number;
  /** Units of orders that are not shipped yet. @example 2 */
  allocated: number;
}
