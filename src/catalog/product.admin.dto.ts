import { ApiProperty, IntersectionType, OmitType, PartialType } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsBoolean, IsInt, IsOptional, Max, Min, ValidateNested } from 'class-validator';
import { ListQuery } from '../common/http/paging.dto.js';
import { IsOptionalNotNull, IsOptionalNullable } from '../common/text/is-optional-not-null.js';
import { EmptyableLongText, NullableText, Pattern, SearchText, ShortText } from '../common/text/canonical.js';
import { vatexPattern } from '../common/money/tax-exemption.js';
import { toBoolean, ImageDto, ProductDto, ProductFilter } from './product.dto.js';
import { maxDescriptionLength, maxCategories } from './product-limits.js';
import { maxStock } from '../stock/stock-limits.js';
import { IsPrice } from '../common/money/is-amount.js';
import { Slug } from './slug.js';

export class AdminProductQuery extends IntersectionType(
  OmitType(ProductFilter, ['page', 'page_size', 'search', 'category', 'brand']),
  ListQuery,
) {
  /** A uuid or a slug of several words, else words of the name, brand, category or description. A typo is forgiven where nothing matches exactly. @example "bananna" */
  @SearchText(200)
  search?: string;

  /** Slug or uuid of a category; what lies in its children is found too. @example "fruit" */
  @SearchText(200)
  category?: string;

  /** Slug or uuid of a brand. @example "chiquita" */
  @SearchText(200)
  brand?: string;

  /** Only what customers see (`true`), or only what they don't (`false`). */
  @IsOptional()
  @Transform(toBoolean)
  @IsBoolean()
  published?: boolean;
}

export class ProductTaxExemption {
  /** Of the list VATEX, where it has one. @example "VATEX-EU-132-1I" */
  @IsOptionalNotNull()
  @Pattern(vatexPattern, 'code must be a code of the list VATEX, like VATEX-EU-132-1I')
  code?: string;

  /** What the invoice says. @example "Educational services, exempt under Article 132 (1) (i) of Directive 2006/112/EC" */
  @ShortText(300)
  text: string;
}

export class ProductFields {
  /** @example "Banana" */
  @ShortText(200)
  name: string;

  /** Stands in addresses. Without one, made from the name. @example "banana" */
  @IsOptionalNotNull()
  @Slug()
  slug?: string;

  /** @example "this is a banana" */
  @IsOptionalNotNull()
  @EmptyableLongText(maxDescriptionLength)
  description?: string;

  /** Slug or uuid; null for none. @example "chiquita" */
  @NullableText(200)
  brand?: string | null;

  /** Slugs or uuids, 50 at most. @example ["fruit"] */
  @IsOptionalNotNull()
  @IsArray()
  @ArrayMaxSize(maxCategories)
  @ApiProperty({ maxItems: maxCategories })
  @ShortText(200, { each: true })
  categories?: string[];

  /** Tax included. @example "3.00" */
  @IsPrice()
  price: string;

  /** What it cost before: above the price; null for nothing. @example "3.50" */
  @IsOptionalNullable()
  @IsPrice()
  old_price?: string | null;

  /** Basis points, 0 to 10000: 1900 is 19 %. @example 700 */
  @IsOptionalNotNull()
  @IsInt()
  @Min(0)
  @Max(10_000)
  tax_rate?: number;

  /** Why the tax rate is 0, for goods and services that the law exempts (category E of EN 16931); null for no reason. @example null */
  @IsOptional()
  @ValidateNested()
  @Type(() => ProductTaxExemption)
  tax_exemption?: ProductTaxExemption | null;

  /** Not goods: where reverse charge is configured, a business of another member state owes its tax. @example false */
  @IsOptionalNotNull()
  @IsBoolean()
  is_service?: boolean;

  /** Whether customers see it. @example true */
  @IsOptionalNotNull()
  @IsBoolean()
  published?: boolean;
}

export class ProductInput extends ProductFields {
  /** Units on hand to begin with; later ones go through its ledger. @example 10 */
  @IsOptionalNotNull()
  @IsInt()
  @Min(0)
  @Max(maxStock)
  stock?: number;
}

/** What is left out stays as it is. */
export class ProductChange extends PartialType(ProductFields, { skipNullProperties: false }) {}

export class AdminProduct extends ProductDto {
  /** Units in the house. @example 13 */
  on_hand: number;
  /** Units of orders that are not shipped yet. `stock` is what is left of `on_hand`, at least 0. @example 3 */
  allocated: number;
  /** Basis points: 1900 is 19 %. @example 700 */
  tax_rate: number;
  /** Whether customers see it. @example true */
  published: boolean;
  /** @example "2026-11-21T08:00:00.000Z" */
  created: string;
  /** @example "2026-11-21T08:00:00.000Z" */
  updated: string;
}

export class AdminProductDetail extends AdminProduct {
  images: ImageDto[];
  /** Absent for a product without one. */
  tax_exemption?: ProductTaxExemption;
  /** Absent for goods. @example true */
  is_service?: boolean;
}
