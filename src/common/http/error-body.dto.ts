import { ApiProperty } from '@nestjs/swagger';

/** Every error of the shop. */
export class ErrorBody {
  /** What to compare: it never changes its meaning. @example 4000 */
  code: number;
  /** The same as a word. @example "validation_failed" */
  error: string;
  /** For people. @example "Validation error." */
  message: string;
  /** More, where there is more to say; for 4000 a list of `{field, errors}`. */
  @ApiProperty({
    nullable: true,
    oneOf: [
      { type: 'object', additionalProperties: true },
      { type: 'array', items: { type: 'object', additionalProperties: true } },
    ],
  })
  details: object | object[] | null;
  /** Tell it to support: the log has it on every line. @example "0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b11" */
  request_id: string;
}
