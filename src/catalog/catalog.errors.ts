import { shopError } from '../common/http/shop-error.js';
import { mapConstraint } from '../database/constraints.js';

export const CategoryNotFound = shopError(1012, 'category_not_found', 404, 'category not found');
export const BrandNotFound = shopError(1013, 'brand_not_found', 404, 'brand not found');
export const SlugTaken = shopError(1014, 'slug_taken', 409, 'slug already used');
export const BrandNameTaken = shopError(
  1511,
  'brand_name_taken',
  409,
  'There is a brand of this name, if in other letters',
);
export const StillInUse = shopError(
  1015,
  'still_in_use',
  409,
  'Products or categories still belong to it: move or remove them first',
);
export const CategoryLoop = shopError(1019, 'category_loop', 409, 'a category cannot be below itself');
export const ProductOutdated = shopError(
  1510,
  'product_outdated',
  409,
  'The product was changed meanwhile: load it again',
);

for (const table of ['products', 'categories', 'brands']) mapConstraint(`${table}_slug_unique`, SlugTaken);
mapConstraint('products_brand_id_foreign', StillInUse);
mapConstraint('product_categories_category_id_foreign', StillInUse);
mapConstraint('categories_parent_id_foreign', StillInUse);
