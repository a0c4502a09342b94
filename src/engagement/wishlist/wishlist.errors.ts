import { shopError } from '../../common/http/shop-error.js';
import { mapConstraint } from '../../database/constraints.js';
import { ProductNotFound } from '../../stock/stock.errors.js';

export const WishlistItemNotFound = shopError(
  1220,
  'wishlist_item_not_found',
  404,
  'The product is not on your wishlist',
);
export const WishlistFull = shopError(1221, 'wishlist_full', 409, 'Wishlist limit reached: remove a product first');
export const SharedWishlistNotFound = shopError(1222, 'shared_wishlist_not_found', 404, 'Shared wishlist not found');

// A product that is deleted while a request adds it.
mapConstraint('wishlist_items_product_id_foreign', ProductNotFound);
