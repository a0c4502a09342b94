import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, IsArray } from 'class-validator';
import { Tag, Uuid } from '../common/text/canonical.js';

export class OrderTagBulkRow {
  /** Of the order. @example "0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b66" */
  @Uuid()
  uuid: string;
}

export class OrderTagBulkInput {
  /** Letters, digits and hyphens, at most 30; stored in lower case. @example "fragile" */
  @Tag()
  tag: string;

  /** 1 to 100 orders. */
  @ApiProperty({ type: [OrderTagBulkRow], minItems: 1, maxItems: 100 })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  rows: unknown[];
}
