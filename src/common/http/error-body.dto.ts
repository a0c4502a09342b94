import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';

/** Of `details`, for Swagger. */
export const errorDetails: ApiPropertyOptions = {
  nullable: true,
  oneOf: [
    { type: 'object', additionalProperties: true, example: { stock: 3 } },
    {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: true,
        example: { field: 'uuid', errors: ['uuid must be a UUID'] },
      },
    },
  ],
};

/** The body of every error. */
export class ErrorBody {
  /** Compare this number: its meaning never changes. @example 4000 */
  code: number;
  /** The same fact as a slug. @example "validation_failed" */
  error: string;
  /** A sentence for people. @example "Validation error." */
  message: string;
  /** Details of the error; for 4000 a list of `{field, errors}`. */
  @ApiProperty(errorDetails)
  details: object | object[] | null;
  /** Give it to support: every log line of the request carries it. @example "0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b11" */
  request_id: string;
}
