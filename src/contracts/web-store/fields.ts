import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { isEmail, isUUID, ValidateBy } from 'class-validator';
import { holdsLink, holdsUrl } from '../../identity/linked-text.js';
import { canonicalEmail } from '../../identity/account-keys.js';
import { emailOptions, isUsername, lengthOf } from '../../common/text/canonical.js';
import { plainLine, visible } from '../../identity/characters.js';

interface Rules {
  blank?: boolean;
  /** To Swagger. */
  told?: { format?: string; pattern?: string };
  is?: [check: (text: string) => boolean, complaint: string];
}

/** A text of at most `max` characters, refused in the words that clients of the document show to people. */
export const Text = (max: number, rules: Rules = {}): PropertyDecorator =>
  applyDecorators(
    ApiProperty({ maxLength: max, ...(rules.blank ? {} : { minLength: 1 }), ...rules.told }),
    ValidateBy({
      name: 'text',
      validator: {
        validate: (value) => complaintOf(value, max, rules) === undefined,
        defaultMessage: (given) => complaintOf(given?.value, max, rules) ?? '',
      },
    }),
  );

function complaintOf(value: unknown, max: number, { blank = false, is }: Rules): string | undefined {
  if (value === undefined) return 'This field is required.';
  if (value === null) return 'This field may not be null.';
  if (typeof value !== 'string') return 'Not a valid string.';
  if (value === '') return blank ? undefined : 'This field may not be blank.';
  if (lengthOf(value) > max) return `Ensure this field has no more than ${max} characters.`;
  return is && value !== '' && !is[0](value) ? is[1] : undefined;
}

export const emailRule: Rules = {
  told: { format: 'email' },
  is: [(text) => isEmail(text, emailOptions) && plainLine.test(text), 'Enter a valid email address.'],
};
export const uuidRule: Rules = { told: { format: 'uuid' }, is: [(text) => isUUID(text), 'Must be a valid UUID.'] };
export const usernameRule: Rules = { is: [isUsername, 'Enter a valid username.'] };
const isLine = (text: string): boolean => visible.test(text) && plainLine.test(text);
export const lineRule: Rules = { is: [isLine, 'Enter one line of text.'] };
export const addressRule: Rules = { is: [(text) => isLine(text) && !holdsUrl(text), 'Enter one line of an address.'] };
export const nameRule: Rules = {
  is: [(text) => isLine(text) && !holdsLink(text), 'Enter a name, without an address of the web.'],
};
const number = /^(\d{1,8}(\.\d{1,2})?)?$/;
export const numberRule: Rules = {
  told: { pattern: number.source },
  blank: true,
  is: [(text) => number.test(text), 'Enter a number.'],
};
export const mayBeBlank: Rules = { blank: true };

/** For `@Transform`: an email in its canonical form. */
export const asEmail = ({ value }: { value: unknown }): unknown =>
  typeof value === 'string' ? canonicalEmail(value) : value;

/** A filter left blank is none. */
export const blankToUndefined = ({ value }: { value: unknown }): unknown =>
  value === '' ? undefined : asInteger({ value });

/** Clients of the document send numbers as texts too: what a form field holds. */
export const asInteger = ({ value }: { value: unknown }): unknown =>
  typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value;
