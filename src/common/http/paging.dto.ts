import { ApiProperty } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import { IsInt, IsString, Max, MaxLength, Min } from 'class-validator';
import { SearchText } from '../text/canonical.js';
import { IsOptionalNotNull } from '../text/is-optional-not-null.js';
import { StripUnknown } from './shop-validation.pipe.js';

/** The documents of bare lists know no pages, so an invalid page is ignored. */
export const pageNumber = (value: unknown): number => (/^[1-9]\d{0,5}$/.test(String(value)) ? Number(value) : 1);

/** For lists that are answered whole, up to the maximum of one answer. */
@StripUnknown()
export class BarePageQuery {
  /** Page of a longer list: follow `rel="next"` of the `Link` header. */
  @ApiProperty({ type: 'integer', required: false, default: 1 })
  @Transform(({ value }) => pageNumber(value))
  @IsInt()
  page: number = 1;
}

/** The page of a list. */
export class PageQuery {
  /** Counts from 1. A page past the end is empty. */
  @ApiProperty({ type: 'integer', required: false })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  page: number = 1;

  /** Rows per page, 1 to 100. */
  @ApiProperty({ type: 'integer', required: false })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(100)
  page_size: number = 25;
}

/** The page of a list whose rows have slugs. */
export class SluggedPageQuery extends PageQuery {
  /** Only the one with this slug. @example "banana" */
  @SearchText(200)
  slug?: string;
}

/** Where in a list of staff to read: a page, or what comes after or before a cursor; only one of them. */
export class ListQuery {
  /** Counts from 1, to the 10,000th row (else 4003). A page past the end is empty. Rows added meanwhile shift the pages. */
  @ApiProperty({ type: 'integer', required: false })
  @IsOptionalNotNull()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  page?: number;

  /** Rows per page, 1 to 100. */
  @ApiProperty({ type: 'integer', required: false })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(100)
  page_size: number = 25;

  /** Cursor of a `next` link: the rows after it, however many were added meanwhile. @example "WyIxMjM0Il0" */
  @IsOptionalNotNull()
  @IsString()
  @MaxLength(2_000)
  after?: string;

  /** Cursor of a `previous` link: the rows before it. @example "WyIxMjM0Il0" */
  @IsOptionalNotNull()
  @IsString()
  @MaxLength(2_000)
  before?: string;
}
