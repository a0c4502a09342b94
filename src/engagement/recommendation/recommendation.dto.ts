import { CatalogRef, ProductDto } from '../../catalog/product.dto.js';
import type { Reason } from './recommendation-statements.js';

export class RecommendationRow {
  /** For people to read. @example "Because you bought Oak lamp" */
  title: string;
  /**
   * Why these products: `because_you_bought` the product in `product`, `bought_together` with what is in your bucket, on your wishlist or viewed recently,
   * `viewed_recently`, `from_your_wishlist`, `trending` (new to many customers these 14 days), `new` in the catalog.
   *
   * @example "trending"
   */
  reason: Reason;
  /** The product that you bought, for `because_you_bought`; otherwise null. */
  product: CatalogRef | null;
  /** The best first, 12 at most, each once on the page; none that is sold out. */
  products: ProductDto[];
}

export class HomePage {
  /** From the most to the least personal; rows without products are left out. */
  rows: RecommendationRow[];
}

export class RelatedProducts {
  /** Products with similar names, the most similar first, 12 at most. */
  similar: ProductDto[];
  /** What customers of this product buy too, the best first, 12 at most; what is trending where too little is known. */
  bought_together: ProductDto[];
}

export class BucketSuggestions {
  /** What goes with the products in your bucket, the best first, 12 at most; what is trending where too little is known. */
  products: ProductDto[];
}
