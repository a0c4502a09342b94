import { ApiProperty } from '@nestjs/swagger';
import { IsNotEmpty, IsString } from 'class-validator';
import { Transform } from 'class-transformer';
import { CatalogRef } from '../catalog/product.dto.js';
import { MaxCharacters, searched } from '../common/text/canonical.js';

export class SuggestionQuery {
  /** What is typed so far, 1 to 100 characters. The last word may be unfinished; capitals and marks make no difference, and a typo is forgiven. @example "bana" */
  @Transform(searched)
  @IsString()
  @IsNotEmpty()
  @MaxCharacters(100)
  @ApiProperty({ minLength: 1, maxLength: 100 })
  q: string;
}

export class SuggestedProduct extends CatalogRef {
  /** Tax included. @example "3000.00" */
  price: string;
  /** @example "EUR" */
  currency: string;
  /** Address of the main picture. @example null */
  image: string | null;
}

export class Suggestions {
  /** As many as the others leave room for, those first whose names begin with what is typed. */
  products: SuggestedProduct[];
  /** Two at most. */
  categories: CatalogRef[];
  /** Two at most. */
  brands: CatalogRef[];
  /** What at least three visitors have searched for in the last thirty days and found; three at most, the most frequent first. @example ["banana bread"] */
  searches: string[];
}
