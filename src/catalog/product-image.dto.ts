import { ArrayMaxSize, ArrayUnique, IsUUID } from 'class-validator';
import { ImageDto } from './product.dto.js';
import { maxImages } from './product-limits.js';

export class ImageOrder {
  /** Uuids of pictures of the product, the first is its face. Those left out follow in the order they had. */
  @IsUUID(undefined, { each: true })
  @ArrayUnique()
  @ArrayMaxSize(maxImages)
  images: string[];
}

export class ProductImages {
  images: ImageDto[];
}
