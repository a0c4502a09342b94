import { ApiProperty } from '@nestjs/swagger';
import { IsInt, Max, Min, NotEquals } from 'class-validator';
import { maxStock } from './stock-limits.js';
import { ShortText } from '../common/text/canonical.js';

const maxAdjustment = 1_000_000;

class StockChange {
  /** Shown in the ledger. @example "stocktaking" */
  @ShortText(250)
  reason: string;
}

export class StockCount extends StockChange {
  /** Units counted in the house, those of orders that are not shipped yet among them. @example 10 */
  @IsInt()
  @Min(0)
  @Max(maxStock)
  stock: number;
}

export class StockAdjustment extends StockChange {
  /** Units to add (positive) or to remove (negative), at most a million. */
  @ApiProperty({ example: -2, minimum: -maxAdjustment, maximum: maxAdjustment, not: { enum: [0] } })
  @IsInt()
  @NotEquals(0)
  @Min(-maxAdjustment)
  @Max(maxAdjustment)
  by: number;
}

export class StockLevel {
  /** Product uuid. @example "0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b33" */
  product: string;
  /** Units available after the change: on hand and not allocated, 0 if more are allocated than on hand. @example 8 */
  stock: number;
  /** Units in the house after the change. @example 11 */
  on_hand: number;
  /** Units of orders that are not shipped yet. @example 3 */
  allocated: number;
  /** Units on hand added (positive) or removed (negative). @example -2 */
  by: number;
}

export class StockMovementDto {
  /** Units available added (positive) or removed (negative): `on_hand_by` less `allocated_by`. @example -2 */
  by: number;
  /** Units available after the movement: on hand and not allocated, 0 if more are allocated than on hand. @example 8 */
  stock_after: number;
  /** Units that came into the house (positive) or left it (negative). @example -2 */
  on_hand_by: number;
  /** Units in the house after the movement. @example 11 */
  on_hand_after: number;
  /** Units allocated to an order (positive), or released or shipped (negative). @example 0 */
  allocated_by: number;
  /** Units allocated after the movement. @example 3 */
  allocated_after: number;
  /** @example "two units broken" */
  reason: string;
  /** The order that moved the stock. @example null */
  order_uuid: string | null;
  /** Its number. @example null */
  order_number: string | null;
  /** Username of the member of staff; empty if an order moved the stock. @example "catherine" */
  actor: string;
  /** @example "2026-11-21T08:00:00.000Z" */
  created: string;
}
