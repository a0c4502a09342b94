import { shopError } from '../common/http/shop-error.js';
import { mapConstraint } from '../database/constraints.js';

export const CouponRefused = shopError(1084, 'coupon_refused', 409, 'Coupon cannot be used');
export const TooManyCoupons = shopError(1096, 'too_many_coupons', 429, 'Too many coupons were refused. Please wait.');
export const CouponNotFound = shopError(1087, 'coupon_not_found', 404, 'coupon not found');
export const CouponCodeTaken = shopError(1088, 'coupon_code_taken', 409, 'coupon code already used');
export const CouponInUse = shopError(1089, 'coupon_in_use', 409, 'Orders use this coupon: deactivate it instead');

mapConstraint('coupons_code', CouponCodeTaken);
mapConstraint('orders_coupon_id_foreign', CouponInUse);
