import { ProductNotAvailable } from '../stock/stock.errors.js';
import { shopError } from '../common/http/shop-error.js';
import { decimal } from '../common/money/money.js';
import { mapConstraint } from '../database/constraints.js';

export const ProductAlreadyInBucket = shopError(1041, 'product_already_in_bucket', 409, 'Product already in bucket');
export const BucketLineNotFound = shopError(1044, 'bucket_line_not_found', 404, 'bucket line not found');
export const BucketFull = shopError(1045, 'bucket_full', 409, 'Bucket line limit reached: remove a line first');
export const TotalTooLarge = shopError(
  1049,
  'total_too_large',
  409,
  'The total is more than can be charged: order less at once',
);

/** Beyond this, a number is not exact to the minor unit. @throws TotalTooLarge */
export function assertChargeable(total: number): void {
  if (!Number.isSafeInteger(total)) throw new TotalTooLarge({ max: decimal(Number.MAX_SAFE_INTEGER) });
}

// A product that is deleted while a request adds it.
mapConstraint('bucket_lines_product_id_foreign', ProductNotAvailable);
