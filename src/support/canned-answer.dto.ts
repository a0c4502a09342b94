import { PartialType } from '@nestjs/swagger';
import { Matches } from 'class-validator';
import { cannedTextPattern } from './canned-answer.entity.js';
import { LongText, ShortText } from '../common/text/canonical.js';

export class CannedAnswerInput {
  /** Unique, compared without case. @example "Parcel delayed" */
  @ShortText(100)
  title: string;

  /** At most 10,000 characters. `{{first_name}}` and `{{number}}` are filled in for a ticket. @example "Hello {{first_name}}, your parcel is late, and we asked the carrier. We write again in {{number}}." */
  @LongText(10_000)
  @Matches(cannedTextPattern, { message: 'text may hold {{first_name}} and {{number}}, and no other placeholder' })
  text: string;
}

export class CannedAnswerChange extends PartialType(CannedAnswerInput, { skipNullProperties: false }) {}

export class CannedAnswerDto extends CannedAnswerInput {
  /** @example "0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1c01" */
  uuid: string;
}

export class FilledAnswer {
  /** The text with its placeholders filled in. @example "Hello Max, your parcel is late, and we asked the carrier. We write again in T-100001." */
  text: string;
}
