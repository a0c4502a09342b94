import { PartialType } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { Matches, MaxLength } from 'class-validator';
import { IsOptionalNotNull } from '../common/text/is-optional-not-null.js';
import { maxSlugLength, slugged, slugPattern } from '../catalog/slug.js';
import { ShortText } from '../common/text/canonical.js';

export class BrandInput {
  /** Unique. @example "Dole" */
  @ShortText(200)
  name: string;

  /** Stands in addresses. Without one, made from the name. @example "dole" */
  @IsOptionalNotNull()
  @Transform(slugged)
  @Matches(slugPattern, { message: 'slug must be small letters, digits and single hyphens' })
  @MaxLength(maxSlugLength)
  slug?: string;
}

/** What is left out stays as it is. */
export class BrandChange extends PartialType(BrandInput, { skipNullProperties: false }) {}
