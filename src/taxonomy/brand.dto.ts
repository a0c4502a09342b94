import { PartialType } from '@nestjs/swagger';
import { IsOptionalNotNull } from '../common/text/is-optional-not-null.js';
import { Slug } from '../catalog/slug.js';
import { ShortText } from '../common/text/canonical.js';

export class BrandInput {
  /** Unique. @example "Dole" */
  @ShortText(200)
  name: string;

  /** Stands in addresses. Without one, made from the name. @example "dole" */
  @IsOptionalNotNull()
  @Slug()
  slug?: string;
}

/** What is left out stays as it is. */
export class BrandChange extends PartialType(BrandInput, { skipNullProperties: false }) {}
