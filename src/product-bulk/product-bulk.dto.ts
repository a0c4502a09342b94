import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsISO8601, IsObject, ValidateIf, ValidateNested } from 'class-validator';
import { ProductChange } from '../catalog/product.admin.dto.js';
import { maxSlugLength } from '../catalog/slug.js';
import { IsOptionalNotNull } from '../common/text/is-optional-not-null.js';
import { Identifier, Uuid } from '../common/text/canonical.js';

export class ProductBulkRow {
  /** Of the product. Either this or `slug`. @example "0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b33" */
  @ValidateIf(({ slug, uuid }: ProductBulkRow) => slug === undefined || uuid !== undefined)
  @Uuid()
  uuid?: string;

  /** Slug of the product. Either this or `uuid`. @example "banana" */
  @IsOptionalNotNull()
  @Identifier(maxSlugLength)
  slug?: string;

  /** `updated` of the product as you know it: where it was changed since, the row fails (1510). Left out: it is changed anyway. @example "2026-11-21T08:00:00.000Z" */
  @IsOptionalNotNull()
  @ApiProperty({ format: 'date-time' })
  @IsISO8601({ strict: true })
  updated?: string;

  /** What `PUT /api/admin/products/{uuid}` takes. */
  @IsObject()
  @ValidateNested()
  @Type(() => ProductChange)
  changes: ProductChange;
}

export class ProductBulkInput {
  /** 1 to 500 rows, done one after the other. */
  @ApiProperty({ type: [ProductBulkRow], minItems: 1, maxItems: 500 })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(500)
  rows: unknown[];
}
