import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsISO31661Alpha2, IsString, Matches, MaxLength } from 'class-validator';

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
