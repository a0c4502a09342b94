import { shopError } from '../common/shop-error.js';
import { constraintMeans } from '../database/constraints.js';

export const OrderNotFound = shopError(1001, 'order_not_found', 404, 'order not found');
export const OrderNotCreated = shopError(1002, 'order_not_created', 409, 'order not created');
export const OrderNotCancelable = shopError(1003, 'order_not_cancelable', 409, 'order cannot be canceled');
export const OrderStatusRefused = shopError(1004, 'order_status_refused', 409, 'the order cannot go to that status');
export const TotalChanged = shopError(1053, 'total_changed', 409, 'total changed');
export const CouponRefused = shopError(1084, 'coupon_refused', 409, 'this coupon cannot be used');
export const ShippingNotAvailable = shopError(
  1085,
  'shipping_not_available',
  409,
  'this shipping method is not available here',
);
export const ShippingMethodNotFound = shopError(1086, 'shipping_method_not_found', 404, 'shipping method not found');
export const CouponNotFound = shopError(1087, 'coupon_not_found', 404, 'coupon not found');
export const CouponCodeTaken = shopError(1088, 'coupon_code_taken', 409, 'coupon code already used');
export const CouponInUse = shopError(1089, 'coupon_in_use', 409, 'orders have this coupon: deactivate it instead');
export const BucketEmpty = shopError(1083, 'bucket_empty', 409, 'bucket is empty');

constraintMeans('coupons_code', CouponCodeTaken);
constraintMeans('orders_coupon_id_foreign', CouponInUse);
