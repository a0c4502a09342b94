import { IsInt, Matches, Max, MaxLength, Min, NotEquals } from 'class-validator';
import { mostStock } from './stock-limits.js';

const mostAdjusted = 1_000_000;

class Reasoned {
  /** For whoever reads the ledger. @example "stocktaking" */
  @Matches(/\S/, { message: 'reason must not be blank' })
  @MaxLength(250)
  reason: string;
}

export class StockCount extends Reasoned {
  /** Units that are there. @example 10 */
  @IsInt()
  @Min(0)
  @Max(mostStock)
  stock: number;
}

export class StockAdjustment extends Reasoned {
  /** Units that came (positive) or went (negative), a million at most. @example -2 */
  @IsInt()
  @NotEquals(0)
  @Min(-mostAdjusted)
  @Max(mostAdjusted)
  by: number;
}

export class StockLevel {
  /** Product uuid. @example "c7c6705d-9d18-4a70-a070-004fc5cfbc8e" */
  product: string;
  /** Units that are there now. @example 8 */
  stock: number;
  /** Units that came or went. @example -2 */
  by: number;
}

export class StockMovementDto {
  /** Units that came (positive) or went (negative). @example -2 */
  by: number;
  /** Units that were there then. @example 8 */
  stock_after: number;
  /** @example "two were broken" */
  reason: string;
  /** Username of the member of staff; empty where an order moved the stock. @example "catherine" */
  actor: string;
  /** @example "2026-11-21T08:00:00.000Z" */
  created: string;
}
