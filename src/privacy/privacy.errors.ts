import { shopError } from '../common/http/shop-error.js';

export const OrdersStillOpen = shopError(
  2010,
  'orders_still_open',
  409,
  'Not erased: orders, returns or refunds are still running. Cancel them or wait until they have ended',
);
