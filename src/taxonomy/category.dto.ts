import { PartialType } from '@nestjs/swagger';
import { IsBoolean } from 'class-validator';
import { IsOptionalNotNull } from '../common/text/is-optional-not-null.js';
import { CatalogRef } from '../catalog/product.dto.js';
import { Slug } from '../catalog/slug.js';
import { NullableText, ShortText } from '../common/text/canonical.js';

export class CategoryInput {
  /** @example "Fruit" */
  @ShortText(200)
  name: string;

  /** Stands in addresses. Without one, made from the name. @example "fruit" */
  @IsOptionalNotNull()
  @Slug()
  slug?: string;

  /** Slug or uuid of the category above; null for none. @example null */
  @NullableText(200)
  parent?: string | null;

  /** Whether customers see it and what is below it. @example true */
  @IsOptionalNotNull()
  @IsBoolean()
  active?: boolean;
}

/** What is left out stays as it is. */
export class CategoryChange extends PartialType(CategoryInput, { skipNullProperties: false }) {}

export class CategoryTree extends CatalogRef {
  /** Uuid of the category above. @example null */
  parent: string | null;
  /** By name. */
  children: CategoryTree[];
}

export class AdminCategory extends CatalogRef {
  /** Uuid of the category above. @example null */
  parent: string | null;
  /** Whether customers see it and what is below it. @example true */
  active: boolean;
}
