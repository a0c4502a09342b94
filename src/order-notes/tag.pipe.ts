import { Injectable, type PipeTransform } from '@nestjs/common';
import { ValidationFailed } from '../common/http/request.errors.js';
import { canonicalTag, tagMessage, tagPattern } from '../common/text/canonical.js';

/** Reads a path tag in its canonical form. */
@Injectable()
export class TagPipe implements PipeTransform<string, string> {
  /** @throws ValidationFailed */
  transform(value: string): string {
    const tag = canonicalTag({ value }) as string;
    if (!tagPattern.test(tag)) throw new ValidationFailed([{ field: 'tag', errors: [tagMessage] }]);
    return tag;
  }
}
