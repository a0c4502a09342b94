import { ProductNotAvailable } from '../stock/stock.errors.js';
import { shopError } from '../common/http/shop-error.js';
import { mapConstraint } from '../database/constraints.js';

export const ProductAlreadyInBucket = shopError(1041, 'product_already_in_bucket', 409, 'Product already in bucket');
export const BucketLineNotFound = shopError(1044, 'bucket_line_not_found', 404, 'bucket line not found');
export const BucketFull = shopError(1045, 'bucket_full', 409, 'Bucket line limit reached: remove a line first');

// A product that is deleted while a request adds it.
mapConstraint('bucket_lines_product_id_foreign', ProductNotAvailable);
