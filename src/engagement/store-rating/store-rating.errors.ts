import { shopError } from '../../common/http/shop-error.js';
import { mapConstraint } from '../../database/constraints.js';

export const StoreRatingNotFound = shopError(1210, 'store_rating_not_found', 404, 'Rating not found');
export const OrderNotDelivered = shopError(
  1211,
  'order_not_delivered',
  409,
  'An order can be rated once all of it is delivered',
);
export const OrderRated = shopError(1212, 'order_rated', 409, 'This order has been rated already');
export const StoreRatingStatusRefused = shopError(
  1213,
  'store_rating_status_refused',
  409,
  'Invalid status transition',
);

mapConstraint('store_ratings_order_id_unique', OrderRated);
