import { ApiProperty, IntersectionType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, Max, Min } from 'class-validator';
import { PageQuery } from '../common/http/paging.js';
import { MoneyPeriodQuery } from './period.dto.js';

export const sellerOrderings = ['-units', 'units', '-gross', 'gross'] as const;

export class SellersFilter extends MoneyPeriodQuery {
  /** A `-` in front shows the best sellers first, none the slowest, those that sold nothing among them. */
  @ApiProperty({ required: false, enum: sellerOrderings, default: '-units' })
  @IsIn(sellerOrderings)
  ordering: (typeof sellerOrderings)[number] = '-units';
}

export class SellersQuery extends IntersectionType(PageQuery, SellersFilter) {}

export class SellerRow {
  /** Uuid. @example "0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b33" */
  product: string;
  /** @example "banana" */
  slug: string;
  /** @example "Banana" */
  name: string;
  published: boolean;
  /** Units sold in the period, as ordered: what was canceled or returned later is not deducted. @example 17 */
  units: number;
  /** Their price with tax, without discounts of the order and shipping. @example "51.00" */
  gross: string;
  /** Units available now. @example 83 */
  stock: number;
}

export class RunningOutFilter {
  /** Only products that will last at most so many days, 1 to 365. */
  @ApiProperty({ required: false, type: 'integer', default: 28 })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(365)
  days: number = 28;
}

export class RunningOutQuery extends IntersectionType(PageQuery, RunningOutFilter) {}

export class RunningOutRow {
  /** Uuid. @example "0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b33" */
  product: string;
  /** @example "banana" */
  slug: string;
  /** @example "Banana" */
  name: string;
  /** Units available now. @example 12 */
  stock: number;
  /** Units sold within the last 28 days, today among them, whatever the currency. @example 56 */
  units_sold: number;
  /** Whole days that `stock` lasts at the pace of `units_sold` in 28 days, rounded down. @example 6 */
  days_left: number;
}
