import { PartialType } from '@nestjs/swagger';
import { Matches, MaxLength } from 'class-validator';
import { IsOptionalNotNull } from '../common/text/is-optional-not-null.js';
import { maxSlugLength, slugPattern } from './slug.js';

export class BrandInput {
  /** @example "Chiquita" */
  @Matches(/\S/, { message: 'name must not be blank' })
  @MaxLength(200)
  name: string;

  /** Stands in addresses. Without one, made from the name. @example "chiquita" */
  @IsOptionalNotNull()
  @Matches(slugPattern, { message: 'slug must be small letters, digits and single hyphens' })
  @MaxLength(maxSlugLength)
  slug?: string;
}

/** What is left out stays as it is. */
export class BrandChange extends PartialType(BrandInput, { skipNullProperties: false }) {}
