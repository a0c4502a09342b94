import { ApiProperty } from '@nestjs/swagger';
import { IsInt, Max, Min } from 'class-validator';
import { maxQuantity } from './bucket.entity.js';
import { Uuid } from '../common/text/canonical.js';

export class BucketLineInput {
  /** 1 to 999. @example 4 */
  @IsInt()
  @Min(1)
  @Max(maxQuantity)
  quantity: number;

  /** Product uuid. @example "0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b33" */
  @Uuid()
  product: string;
}

export class BucketLineAdded {
  /** Customer uuid. @example "8b2de2bf-b04a-4674-bf92-f0e4c727720b" */
  customer: string;
  /** @example 2 */
  quantity: number;
  /** @example "0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b33" */
  product: string;
  /** Unit price as a number. @example 1000.0 */
  @ApiProperty({ format: 'double' })
  value: number;
}

export class BucketQuantity {
  /** 0 removes the line; at most 999. @example 4 */
  @IsInt()
  @Min(0)
  @Max(maxQuantity)
  quantity: number;
}

export class BucketLineDto {
  /** @example 1 */
  quantity: number;
  /** Product uuid. @example "561f3505-018f-4352-bcda-c6d00092eea1" */
  product: string;
  /** Current unit price. @example "3000.00" */
  value: string;
  /** Uuid of this line. @example "dd5bf252-e9c6-47d4-83b4-401d57332337" */
  bucket_uuid: string;
}

export class BucketLineRemoved {
  /** @example "OK" */
  status: 'OK';
  /** @example "product removed" */
  message: string;
}

/** The first three are about a line, the others about the order as a whole. */
export const bucketWarnings = [
  'not_available',
  'not_enough_stock',
  'repriced',
  'shipping_method_required',
  'address_required',
  'shipping_not_available',
  'coupon_refused',
] as const;

export class BucketWarning {
  /** Uuid of the line; null where it is about the whole order. @example "dd5bf252-e9c6-47d4-83b4-401d57332337" */
  bucket_uuid: string | null;
  /** All but `repriced` prevent the order as it is. */
  warning: (typeof bucketWarnings)[number];
  /** Units of the line that can still be bought. @example 1 */
  stock: number | null;
  /** Unit price when the line was last changed. @example "2.50" */
  value_seen: string | null;
  /** Why the coupon is refused. @example null */
  reason: 'unknown' | 'not_started' | 'expired' | 'minimum' | 'first_order_only' | 'used_by_you' | 'used_up' | null;
}

export class BucketSummaryLine extends BucketLineDto {
  /** @example "Banana" */
  name: string;
  /** @example "banana" */
  slug: string;
  /** @example null */
  image: string | null;
  /** Quantity times unit price. @example "3000.00" */
  sum: string;
}
