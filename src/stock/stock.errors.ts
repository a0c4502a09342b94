import { shopError } from '../common/http/shop-error.js';

export const ProductNotFound = shopError(1011, 'product_not_found', 404, 'product not found');
// sic: the document's spelling.
export const ProductNotAvailable = shopError(1042, 'product_not_available', 409, 'Product not avaliable');
export const NotEnoughStock = shopError(1043, 'not_enough_stock', 409, 'not enough products in magazines');
export const NotEnoughOnHand = shopError(
  1501,
  'not_enough_on_hand',
  409,
  'Fewer units are on hand than are to be shipped: count the product first',
);
