import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsBoolean, IsIn, IsString, MaxLength } from 'class-validator';
import { IsOptionalNotNull } from '../common/text/is-optional-not-null.js';
import { IsAmount } from '../common/money/is-amount.js';
import { SluggedPageQuery } from '../common/http/paging.js';
import { SearchText, seenOf, trimmedOrNone } from '../common/text/canonical.js';

export const orderings = [
  'name',
  '-name',
  'price',
  '-price',
  'created',
  '-created',
  'rating',
  '-rating',
  'relevance',
  '-relevance',
] as const;

/** Nothing where it is blank: forms send empty fields. */
export const toBoolean = ({ value }: { value: unknown }) =>
  value === 'true' ? true : value === 'false' ? false : value === '' ? undefined : value;

const maxKeys = 50;

/** `a, b`, or several of them, as a list; nothing where all are blank. */
const toKeys = ({ value }: { value: unknown }) => {
  const given = [value].flat();
  if (!given.every((text) => typeof text === 'string')) return value;
  const keys = given.flatMap((text) => text.split(',')).map(seenOf);
  const named = keys.filter((key) => key !== '');
  return named.length > 0 ? named : undefined;
};

const Keys = (): PropertyDecorator =>
  applyDecorators(
    Transform(toKeys),
    ApiProperty({ type: 'array', maxItems: maxKeys, items: { type: 'string', maxLength: 200 } }),
    IsArray(),
    ArrayMaxSize(maxKeys),
    IsString({ each: true }),
    MaxLength(200, { each: true }),
  );

export class ProductFilter extends SluggedPageQuery {
  /** Words of the name, brand, category or description. A typo is forgiven where nothing matches exactly. @example "bananna" */
  @SearchText(200)
  search?: string;

  /** Slugs or uuids of categories, 50 at most, repeated or with commas between; what lies in their children is found too. @example ["fruit"] */
  @IsOptionalNotNull()
  @Keys()
  category?: string[];

  /** Slugs or uuids of brands, 50 at most, repeated or with commas between: a product of any of them is found. @example ["chiquita"] */
  @IsOptionalNotNull()
  @Keys()
  brand?: string[];

  /** Least price. @example "1.50" */
  @IsOptionalNotNull()
  @Transform(trimmedOrNone)
  @IsAmount()
  min_price?: string;

  /** Greatest price. @example "20" */
  @IsOptionalNotNull()
  @Transform(trimmedOrNone)
  @IsAmount()
  max_price?: string;

  /** Only what can be bought now (`true`), or only what cannot (`false`). */
  @IsOptionalNotNull()
  @Transform(toBoolean)
  @IsBoolean()
  in_stock?: boolean;

  /** A `-` in front means descending: `-rating` shows the best first, where few reviews weigh less than many. Left out: `relevance` where there is a search, else `name`. */
  @IsOptionalNotNull()
  @Transform(trimmedOrNone)
  @IsIn(orderings)
  ordering?: (typeof orderings)[number];
}

export class ProductQuery extends ProductFilter {
  /** Also count the hits by brand and category and give their price range. */
  @IsOptionalNotNull()
  @Transform(toBoolean)
  @IsBoolean()
  facets?: boolean;
}

export class CatalogRef {
  /** @example "0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b44" */
  uuid: string;
  /** Stands in addresses. @example "chiquita" */
  slug: string;
  /** @example "Chiquita" */
  name: string;
}

export class ProductDto extends CatalogRef {
  /** @example "this is a banana" */
  description: string;
  brand: CatalogRef | null;
  categories: CatalogRef[];
  /** Tax included. @example "3.00" */
  price: string;
  /** What it cost before. @example null */
  old_price: string | null;
  /** ISO 4217. @example "EUR" */
  currency: string;
  /** The first picture, 640 pixels wide; with `-320` or `-1280` in place of `-640` it is as wide. Its alternative text is the name. @example "http://127.0.0.1:3000/media/5d41402abc4b2a76b9719d911017c592-640.webp" */
  image: string | null;
  /** Units that can still be bought. @example 2 */
  stock: number;
  /** Mean of the published reviews, from 1 to 5, with two decimals at most; null without a review. @example 4.5 */
  @ApiProperty({ format: 'double' })
  rating_average: number | null;
  /** Published reviews. @example 12 */
  rating_count: number;
}

export class ImageWidth {
  /** Pixels. @example 640 */
  width: number;
  /** @example "http://127.0.0.1:3000/media/5d41402abc4b2a76b9719d911017c592-640.webp" */
  url: string;
}

export class ImageDto {
  /** @example "0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b55" */
  uuid: string;
  widths: ImageWidth[];
}

export class ProductDetail extends ProductDto {
  images: ImageDto[];
  /** Basis points: 1900 is 19 %. @example 700 */
  tax_rate: number;
  /** @example "2026-11-21T08:00:00.000Z" */
  created: string;
  /** @example "2026-11-21T08:00:00.000Z" */
  updated: string;
}

export class Facet extends CatalogRef {
  /** Hits that are left by filtering by it and the rest of the query, whatever else of its kind is chosen. @example 12 */
  count: number;
}

export class PriceRange {
  /** @example "0.30" */
  min: string;
  /** @example "12.00" */
  max: string;
}

/** How the hits spread, under the filters of the query besides those of the same kind. Only with `facets=true`. */
export class Facets {
  /** Brands of the hits, most hits first, 100 at most. */
  brands: Facet[];
  /** Categories of the hits and those above them, most hits first, 100 at most. */
  categories: Facet[];
  /** Null where nothing was found. */
  price: PriceRange | null;
}

export class CatalogRemoved {
  /** @example "OK" */
  status: 'OK';
  /** @example "product removed" */
  message: string;
}
