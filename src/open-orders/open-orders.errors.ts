import { shopError } from '../common/http/shop-error.js';

export const TooManyOpenOrders = shopError(
  1093,
  'too_many_open_orders',
  409,
  'Too many orders are open and unpaid: pay or cancel one of them first',
);
export const TooManyOpenUnits = shopError(
  1094,
  'too_many_open_units',
  409,
  'Too many units of this product are in open, unpaid orders: order fewer, or pay or cancel one of these orders first',
);
export const TooManyFreeOrders = shopError(
  1098,
  'too_many_free_orders',
  429,
  'Too many orders that cost nothing today. Please wait.',
);
