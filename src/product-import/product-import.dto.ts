import { Transform } from 'class-transformer';
import { IsBoolean } from 'class-validator';
import { toBoolean } from '../catalog/product.dto.js';
import { IsOptionalNotNull } from '../common/text/is-optional-not-null.js';

export class ImportOptions {
  /** Take the column `stock` as a count also where units came or left since the export. @example false */
  @IsOptionalNotNull()
  @Transform(toBoolean)
  @IsBoolean()
  overwrite_stock?: boolean;

  /** Only check the file: everything is done as without it, and undone. `errors` has what is wrong with which line. @example false */
  @IsOptionalNotNull()
  @Transform(toBoolean)
  @IsBoolean()
  dry_run?: boolean;
}

export class ImportError {
  /** Of the file, from 1. @example 17 */
  line: number;
  /** Null if the line as a whole is wrong. @example "price" */
  column: string | null;
  /** @example "must be an amount like 3.00" */
  reason: string;
}

export class ImportResult {
  /** Products that are new. @example 120 */
  created: number;
  /** Products that were changed. @example 30 */
  updated: number;
  /** Products that were as the file says already. @example 850 */
  unchanged: number;
  /** Brands that were not there and were added. @example 2 */
  brands_created: number;
  /**
   * Of a dry run only: up to 100 bad lines, with which nothing would be imported. The numbers are then those of the other lines,
   * up to the line with the hundredth error.
   */
  errors?: ImportError[];
}
