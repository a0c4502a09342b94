import { IsInt, Matches, Max, MaxLength, Min, NotEquals } from 'class-validator';
import { maxStock } from './stock-limits.js';

const maxAdjustment = 1_000_000;

class StockChange {
  /** Shown in the ledger. @example "stocktaking" */
  @Matches(/\S/, { message: 'reason must not be blank' })
  @MaxLength(250)
  reason: string;
}

export class StockCount extends StockChange {
  /** Units on hand. @example 10 */
  @IsInt()
  @Min(0)
  @Max(maxStock)
  stock: number;
}

export class StockAdjustment extends StockChange {
  /** Units to add (positive) or to remove (negative), at most a million. @example -2 */
  @IsInt()
  @NotEquals(0)
  @Min(-maxAdjustment)
  @Max(maxAdjustment)
  by: number;
}

export class StockLevel {
  /** Product uuid. @example "c7c6705d-9d18-4a70-a070-004fc5cfbc8e" */
  product: string;
  /** Units on hand after the change. @example 8 */
  stock: number;
  /** Units added (positive) or removed (negative). @example -2 */
  by: number;
}

export class StockMovementDto {
  /** Units added (positive) or removed (negative). @example -2 */
  by: number;
  /** Units on hand after the movement. @example 8 */
  stock_after: number;
  /** @example "two units broken" */
  reason: string;
  /** Username of the member of staff; empty if an order moved the stock. @example "catherine" */
  actor: string;
  /** @example "2026-11-21T08:00:00.000Z" */
  created: string;
}
