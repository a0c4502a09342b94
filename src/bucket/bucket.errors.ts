import { shopError } from '../common/shop-error.js';

export const ProductAlreadyInBucket = shopError(1041, 'product_already_in_bucket', 409, 'Product already in bucket');
export const NoSuchBucketLine = shopError(1044, 'bucket_line_not_found', 404, 'bucket line not found');
export const BucketFull = shopError(1045, 'bucket_full', 409, 'the bucket holds no more lines');
