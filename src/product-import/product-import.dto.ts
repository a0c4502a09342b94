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
}
