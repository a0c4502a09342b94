import { shopError } from '../common/http/shop-error.js';

export const BucketEmpty = shopError(1083, 'bucket_empty', 409, 'bucket is empty');
