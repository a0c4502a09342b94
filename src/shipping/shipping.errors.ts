import { shopError } from '../common/http/shop-error.js';

export const ShippingNotAvailable = shopError(
  1085,
  'shipping_not_available',
  409,
  'Shipping method not available for this address',
);
export const ShippingMethodNotFound = shopError(1086, 'shipping_method_not_found', 404, 'shipping method not found');
