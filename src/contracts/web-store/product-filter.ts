import type { CatalogFilter } from '../../catalog/catalog.queries.js';
import { isId } from '../../common/http/id.pipe.js';
import type { StoreProductQuery } from './web-store-product.dto.js';

const orderings: ReadonlyMap<string, CatalogFilter['ordering']> = new Map([
  ['title', 'name'],
  ['-title', '-name'],
  ['price', 'price'],
  ['-price', '-price'],
  ['time_created', 'created'],
  ['-time_created', '-created'],
]);

/** Filters left blank are none, and an unknown ordering is ignored. */
export const filterOf = (query: StoreProductQuery, category?: number): CatalogFilter => ({
  search: query.search,
  min_price: query.min_price || undefined,
  max_price: query.max_price || undefined,
  ordering: orderings.get(query.ordering ?? ''),
  category,
  // An id that no row can have finds nothing.
  brand: query.brand_id === undefined || isId(query.brand_id) ? query.brand_id : 0,
  brandName: query.brand || undefined,
  name: query.title || undefined,
});
