import { ApiProperty } from '@nestjs/swagger';
import { errorDetails } from '../common/http/error-body.dto.js';

const bulkStatuses = ['changed', 'unchanged', 'failed'] as const;

export class BulkError {
  /** As the same change of one record would be refused. @example 1011 */
  code: number;
  /** @example "product_not_found" */
  error: string;
  /** @example "Product not found" */
  message: string;
  /** Details of the error; for 4000 a list of `{field, errors}`. */
  @ApiProperty(errorDetails)
  details: object | object[] | null;
}

export class BulkResult {
  /** Of the row in the request, from 0. @example 0 */
  index: number;
  /** Of the record; null where the row does not name one. @example "0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b33" */
  uuid: string | null;
  /** `failed` rows changed nothing. */
  @ApiProperty({ enum: bulkStatuses, example: 'changed' })
  status: (typeof bulkStatuses)[number];
  /** Of a `failed` row only. */
  error?: BulkError;
}

export class BulkResults {
  /** One for each row, in their order. */
  results: BulkResult[];
}
