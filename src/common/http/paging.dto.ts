import { ApiProperty } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import { IsInt, Max, Min } from 'class-validator';
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
