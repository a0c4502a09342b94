import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsISO31661Alpha2, IsISO8601, IsString, Matches, MaxLength } from 'class-validator';

/** A letter, digit or sign that can be seen: not white space, nor one of the characters that only look like it. */
export const visible = /(?![\u2800\u3164])[\p{L}\p{N}\p{P}\p{S}]/u;

/** One line without control characters that is not blank. The look-ahead keeps the time linear in the length of the text. */
export const visibleLine = /^(?=.*(?![\u2800\u3164])[\p{L}\p{N}\p{P}\p{S}])\P{Cc}+$/u;

/** For `@Transform`: text without the white space around it, composed the one way in which equal texts are equal. */
export const trimmed = ({ value }: { value: unknown }): unknown =>
  typeof value === 'string' ? value.normalize('NFC').trim() : value;

/** {@link trimmed} text, nothing where it is blank: forms send empty fields. */
export const trimmedOrNone = (given: { value: unknown }): unknown => trimmed(given) || undefined;

/** Without control characters, line separators, and characters that only hide or turn others around. */
export const plainLine =
  /^[^\p{Cc}\p{Zl}\p{Zp}\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]*$/u;

/** The same with line breaks and tabs. */
const plainText =
  /^(?:[^\p{Cc}\p{Zl}\p{Zp}\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]|[\n\t])*$/u;

/** One line of text, stored in its one canonical form: composed (NFC) and trimmed, not blank, at most `max` characters. */
export const ShortText = (max: number): PropertyDecorator =>
  applyDecorators(
    Transform(trimmed),
    ApiProperty({ minLength: 1, maxLength: max }),
    IsString(),
    MaxLength(max),
    Matches(visible, { message: '$property must not be blank' }),
    Matches(plainLine, { message: '$property must be one line without control or invisible characters' }),
  );

/** Text of several lines, stored in its one canonical form: composed (NFC), trimmed, with `\n` between lines, not blank, at most `max` characters. */
export const LongText = (max: number): PropertyDecorator =>
  applyDecorators(
    Transform(({ value }: { value: unknown }) => {
      const text = trimmed({ value });
      return typeof text === 'string' ? text.replaceAll(/\r\n?/g, '\n') : text;
    }),
    ApiProperty({ minLength: 1, maxLength: max }),
    IsString(),
    MaxLength(max),
    Matches(visible, { message: '$property must not be blank' }),
    Matches(plainText, { message: '$property must be text without control or invisible characters' }),
  );

/** A tag in its one canonical form: composed (NFC), trimmed, in lower case. */
export const canonicalTag = ({ value }: { value: unknown }): unknown =>
  typeof value === 'string' ? value.normalize('NFC').trim().toLowerCase().normalize('NFC') : value;

/** A short word, or several joined by hyphens. */
export const tagPattern = /^(?=.{1,30}$)[\p{L}\p{M}\p{N}]+(?:-[\p{L}\p{M}\p{N}]+)*$/u;
export const tagMessage = 'a tag must have letters and digits, with hyphens between words, and at most 30 characters';

/** A day of the calendar; of other years, moments would overflow in one place or another. */
export const Day = (): PropertyDecorator =>
  applyDecorators(
    ApiProperty({ format: 'date' }),
    Matches(/^(19[7-9]|2\d\d)\d-\d\d-\d\d$/, { message: '$property must be a day like 2026-11-30' }),
    IsISO8601({ strict: true }),
  );

/** Only ASCII letters: a dotless `ı` is no `I`. */
const canonical = (code: unknown): unknown =>
  typeof code === 'string' ? code.trim().replace(/[a-z]/g, (letter) => letter.toUpperCase()) : code;

/** An ISO 3166-1 alpha-2 code, or several, stored in capitals. */
export const CountryCode = (options: { each?: boolean } = {}): PropertyDecorator =>
  applyDecorators(
    Transform(({ value }: { value: unknown }) => (Array.isArray(value) ? value.map(canonical) : canonical(value))),
    IsISO31661Alpha2(options),
  );

/** Prefixes a cell that a spreadsheet would run as a formula with an apostrophe. {@link unescapeFormula} removes it. */
export const escapeFormula = (cell: string): string => (/^'*[=+\-@\t\r＝＋－＠]/.test(cell) ? `'${cell}` : cell);

export const unescapeFormula = (cell: string): string => (/^'+[=+\-@\t\r＝＋－＠]/.test(cell) ? cell.slice(1) : cell);
