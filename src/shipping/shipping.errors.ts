import { shopError } from '../common/http/shop-error.js';

export const ShippingMethodRequired = shopError(
  1054,
  'shipping_method_required',
  409,
  'This shop has no default shipping method: choose one',
);
export const AddressRequired = shopError(
  1055,
  'address_required',
  409,
  'This shipping method delivers: give a shipping address',
);
export const ShippingNotAvailable = shopError(
  1085,
  'shipping_not_available',
  409,
  'Shipping method not available for this address',
);
export const ShippingMethodNotFound = shopError(1086, 'shipping_method_not_found', 404, 'shipping method not found');
