import { shopError } from '../common/shop-error.js';
import { constraintMeans } from '../database/constraints.js';

export const ProductNotFound = shopError(1011, 'product_not_found', 404, 'product not found');
export const CategoryNotFound = shopError(1012, 'category_not_found', 404, 'category not found');
export const BrandNotFound = shopError(1013, 'brand_not_found', 404, 'brand not found');
export const SlugTaken = shopError(1014, 'slug_taken', 409, 'slug already used');
export const StillInUse = shopError(1015, 'still_in_use', 409, 'still in use');
export const PictureRefused = shopError(
  1016,
  'picture_refused',
  400,
  'the picture must be a PNG, JPEG, WebP or AVIF of at most 5 MiB',
);
export const ImportRefused = shopError(1017, 'import_refused', 400, 'the file has bad lines; nothing was imported');
export const PictureNotFound = shopError(1018, 'picture_not_found', 404, 'picture not found');
export const CategoryLoop = shopError(1019, 'category_loop', 409, 'a category cannot be below itself');
// sic: the document's spelling.
export const ProductNotAvailable = shopError(1042, 'product_not_available', 409, 'Product not avaliable');
export const NotEnoughStock = shopError(1043, 'not_enough_stock', 409, 'not enough products in magazines');

for (const table of ['products', 'categories', 'brands']) constraintMeans(`${table}_slug_unique`, SlugTaken);
constraintMeans('products_brand_id_foreign', StillInUse);
constraintMeans('product_categories_category_id_foreign', StillInUse);
constraintMeans('categories_parent_id_foreign', StillInUse);
