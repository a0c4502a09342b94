import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsInt, Min } from 'class-validator';
import { IsOptionalNotNull } from '../../common/text/is-optional-not-null.js';
import { StripUnknown } from '../../common/http/shop-validation.pipe.js';
import { searched } from '../../common/text/canonical.js';
import { numberRule, blankToUndefined, asInteger, mayBeBlank, Text } from './fields.js';

@StripUnknown()
export class StoreProductQuery {
  /** Counts from 1; nine products a page. */
  @ApiProperty({ type: 'integer', required: false })
  @Transform(asInteger)
  @IsInt()
  @Min(1)
  page: number = 1;

  /** Least price. @example "1.50" */
  @IsOptionalNotNull()
  @Text(11, numberRule)
  min_price?: string;

  /** Greatest price. @example "20" */
  @IsOptionalNotNull()
  @Text(11, numberRule)
  max_price?: string;

  /** Title of a brand. @example "Chiquita" */
  @IsOptionalNotNull()
  @Transform(searched)
  @Text(200, mayBeBlank)
  brand?: string;

  /** @example 1 */
  @IsOptionalNotNull()
  @Transform(blankToUndefined)
  @IsInt({ message: 'Enter a whole number.' })
  brand_id?: number;

  /** Part of the title. @example "bana" */
  @IsOptionalNotNull()
  @Transform(searched)
  @Text(200, mayBeBlank)
  title?: string;

  /** Words of the title, brand, category or description. A typo is forgiven where nothing matches exactly. @example "bananna" */
  @IsOptionalNotNull()
  @Transform(searched)
  @Text(200, mayBeBlank)
  search?: string;

  /** `title`, `price` or `time_created`; a `-` in front means descending. Anything else is ignored. @example "-price" */
  @IsOptionalNotNull()
  @Text(100, mayBeBlank)
  ordering?: string;
}

export class StoreTitled {
  /** @example 1 */
  id: number;
  /** @example "Chiquita" */
  title: string;
}

export class StoreCategory {
  /** @example "Fruit" */
  title: string;
  /** @example true */
  is_active: true;
}

export class StoreProductRow {
  /** @example 5 */
  id: number;
  /** @example "Banana" */
  title: string;
  /** Tax included. @example "399.00" */
  price: string;
  /** What it cost before. @example null */
  old_price: string | null;
  /** @example "http://127.0.0.1:3000/media/5d41402abc4b2a76b9719d911017c592-640.webp" */
  photo: string | null;
  brand: StoreTitled | null;
}

export class StoreReview {
  /** @example 1 */
  id: number;
  /** @example "Tastes of summer." */
  review: string;
  /** @example 5 */
  product: number;
}

export class StoreProduct extends StoreProductRow {
  /** Units that can still be bought. @example 1 */
  quantity: number;
  /** @example "this is a banana" */
  description: string;
  /** The newest 100 that are public and have a text. */
  reviews: StoreReview[];
}

export class StoreLinks {
  /** @example "http://127.0.0.1:3000/api/product/all/?page=2" */
  next: string | null;
  /** @example null */
  previous: string | null;
  /** @example 2 */
  next_num_page: number | null;
  /** @example null */
  previous_num_page: number | null;
}

export class StoreProductPage {
  links: StoreLinks;
  /** @example 1 */
  page: number;
  /** @example 26 */
  pages: number;
  /** Products on all pages. @example 230 */
  count: number;
  result: StoreProductRow[];
}

export class StoreBrand extends StoreTitled {
  /** A thousand at most; `brand_id` of `/api/product/all/` goes through more. */
  products: StoreProductRow[];
}
