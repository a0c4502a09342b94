import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayUnique } from 'class-validator';
import { ImageDto } from './product.dto.js';
import { maxImages } from './product-limits.js';
import { Uuid } from '../common/text/canonical.js';

export class ImageOrder {
  /** Uuids of pictures of the product, the first is its face. Those left out follow in the order they had. */
  @Uuid({ each: true })
  @ArrayUnique()
  @ArrayMaxSize(maxImages)
  @ApiProperty({ maxItems: maxImages })
  images: string[];
}

export class ProductImages {
  images: ImageDto[];
}
