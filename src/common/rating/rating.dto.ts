import { ApiProperty } from '@nestjs/swagger';
import { LongText } from '../text/canonical.js';

export class RatingDistribution {
  /** @example 0 */
  '1': number;
  /** @example 1 */
  '2': number;
  /** @example 0 */
  '3': number;
  /** @example 4 */
  '4': number;
  /** @example 7 */
  '5': number;
}

/** Of everything that is published, whatever the page shows. */
export class RatingSummary {
  /** Two decimals at most; null without a rating. @example 4.42 */
  @ApiProperty({ format: 'double' })
  average: number | null;
  /** @example 12 */
  count: number;
  /** How often each rating was given. */
  distribution: RatingDistribution;
}

/** An answer of the shop. */
export class AnswerInput {
  /** Plain text, shown publicly. @example "Thank you! We have passed it on to the bakery." */
  @LongText(2_000)
  text: string;
}

export class AnswerDto {
  /** @example "Thank you! We have passed it on to the bakery." */
  text: string;
  /** @example "2026-11-26T08:00:00.000Z" */
  date: string;
}
