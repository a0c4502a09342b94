import { ProductDto } from '../../catalog/product.dto.js';
import { Uuid } from '../../common/text/canonical.js';

export class WishlistInput {
  /** Uuid of the product. @example "0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b33" */
  @Uuid()
  product: string;
}

export class WishlistItemDto {
  product: ProductDto;
  /** When it was added, ISO 8601 in UTC. @example "2026-11-26T08:00:00.000Z" */
  added: string;
}

export class WishlistShare {
  /** The link of the shared wishlist, or null while it is not shared. @example "http://127.0.0.1:3000/api/shared-wishlists/6b1d7a52-8e0b-4a1e-9a55-0c8f0c0f3a10" */
  share_url: string | null;
}
