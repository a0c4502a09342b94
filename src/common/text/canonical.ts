import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import {
  IsEmail,
  IsISO8601,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  ValidateBy,
  type ValidationOptions,
} from 'class-validator';
import { canonicalEmail } from '../../identity/account-keys.js';
import { allHidden, allIgnorable, hiddenInText, plainLine, plainText, visible } from '../../identity/characters.js';
import { holdsAddress, holdsLink, holdsUrl } from '../../identity/linked-text.js';
import { isCountryCode } from '../../postal/country-code.js';
import { IsOptionalNotNull } from './is-optional-not-null.js';

type Given = { value: unknown };

/** One line in its canonical form: composed (NFC), with single plain spaces, trimmed. */
export const canonicalLine = (text: string): string =>
  text
    .normalize('NFC')
    .replace(/\p{Zs}+/gu, ' ')
    .trim();

/** Text composed (NFC), with `\n` between its lines. */
export const composedText = (text: string): string => text.normalize('NFC').replaceAll(/\r\n?/g, '\n');

const withLines = (text: string): string => text.replaceAll(/\r\n?|[\v\f\x85\u2028\u2029]/g, '\n');

/** {@link composedText} without what is not seen. */
export const seenText = (text: string): string => withLines(text).replaceAll(hiddenInText, '').normalize('NFC');

/** Lines in their canonical form: {@link composedText}, trimmed. */
export const canonicalText = (text: string): string => composedText(text).trim();

/** {@link canonicalText} and {@link canonicalLine} without what word processors and mail programs leave in what is pasted: soft hyphens, zero-width spaces, marks of direction. */
const pastedText = (text: string): string => canonicalText(withLines(text).replaceAll(allIgnorable, ''));
const pastedLine = (text: string): string => canonicalLine(text.replaceAll(allIgnorable, ''));

/** {@link canonicalLine} without what is not seen, and with spaces between lines. */
export const seenOf = (text: string): string => canonicalLine(text.replace(/\s/g, ' ').replace(allHidden, ''));

/** A transformation of text; in an array, of each. */
const ofText =
  (change: (text: string) => string | null | undefined) =>
  ({ value }: Given): unknown => {
    const changed = (each: unknown) => (typeof each === 'string' ? change(each) : each);
    return Array.isArray(value) ? value.map(changed) : changed(value);
  };

/** For `@Transform`: text without the white space around it, composed the one way in which equal texts are equal. */
export const trimmed = ofText(canonicalLine);

/** {@link trimmed} text, nothing where it is blank: forms send empty fields. */
export const trimmedOrNone = ofText((text) => canonicalLine(text) || undefined);

/** For `@Transform`: nothing where it is blank, as forms send all of their fields. */
export const orLeftOut = ofText((text) => (text.trim() === '' ? undefined : text));

/** For `@Transform`: clients send null for what they do not have. */
const emptyIfNull = ({ value }: Given): unknown => (value === null ? '' : value);

/** Of a field that stands for nothing else where it is left out: null leaves it out. */
export const OmittedIfNull = (): PropertyDecorator => Transform(({ value }: Given): unknown => value ?? undefined);

/** How many characters a text has, as people and PostgreSQL count them. */
export const lengthOf = (text: string): number => [...text].length;

export const MaxCharacters = (max: number, options?: ValidationOptions): PropertyDecorator =>
  ValidateBy(
    {
      name: 'maxLength',
      constraints: [max],
      validator: {
        validate: (value) => typeof value === 'string' && lengthOf(value) <= max,
        defaultMessage: (given) =>
          `${given?.constraints.length && options?.each ? 'each value in ' : ''}$property must have at most ${max} characters`,
      },
    },
    options,
  );

type Each = { each?: boolean };

/** Tells Swagger a rule: of one text, or of each in a list. */
const told = (
  rule: { format?: string; pattern?: string; minLength?: number; maxLength?: number },
  { each }: Each = {},
) => ApiProperty(each ? { type: 'array', items: { type: 'string', ...rule } } : rule);

/** A text that looks so. */
export const Pattern = (pattern: RegExp, message: string, options: Each = {}): PropertyDecorator =>
  applyDecorators(told({ pattern: pattern.source }, options), Matches(pattern, { message, ...options }));

const mustBeVisible = { message: '$property must not be blank' };
const mustBePlain = { message: '$property must be one line without control or invisible characters' };

/** One line of text, stored in its one canonical form: composed (NFC), trimmed, without what is not seen, not blank, at most `max` characters. */
export const ShortText = (max: number, options?: Each): PropertyDecorator => line(max, pastedLine, options);

/** {@link ShortText} that names one thing and is refused where it holds what is not seen, because it would look like another one. */
export const Identifier = (max: number): PropertyDecorator => line(max, canonicalLine);

const line = (max: number, change: (text: string) => string, options: Each = {}): PropertyDecorator =>
  applyDecorators(
    Transform(ofText(change)),
    told({ minLength: 1, maxLength: max }, options),
    IsString(options),
    MaxCharacters(max, options),
    Matches(visible, { ...mustBeVisible, ...options }),
    Matches(plainLine, { ...mustBePlain, ...options }),
  );

const lineOrNone = (max: number): PropertyDecorator =>
  applyDecorators(
    ApiProperty({ maxLength: max }),
    IsString(),
    MaxCharacters(max),
    Matches(new RegExp(`^$|${visible.source}`, 'u'), mustBeVisible),
    Matches(plainLine, mustBePlain),
  );

/** {@link ShortText} that may be left out; blank, it is left out. */
export const OptionalText = (max: number): PropertyDecorator =>
  applyDecorators(
    Transform(ofText((text) => pastedLine(text) || undefined)),
    ApiProperty({ required: false }),
    IsOptionalNotNull(),
    lineOrNone(max),
  );

/** {@link ShortText} that may be empty, which null is, too. */
export const EmptyableText = (max: number): PropertyDecorator =>
  applyDecorators(Transform(ofText(pastedLine)), Transform(emptyIfNull), lineOrNone(max));

/** {@link ShortText} or null, which a blank one is, too. */
export const NullableText = (max: number): PropertyDecorator =>
  applyDecorators(Transform(ofText((text) => pastedLine(text) || null)), IsOptional(), lineOrNone(max));

/** Text of several lines, stored in its one canonical form: {@link ShortText} with `\n` between lines. */
export const LongText = (max: number): PropertyDecorator =>
  applyDecorators(EmptyableLongText(max), ApiProperty({ minLength: 1 }), Matches(visible, mustBeVisible));

/** {@link LongText} that may be empty, which null is, too. */
export const EmptyableLongText = (max: number): PropertyDecorator =>
  applyDecorators(
    Transform(emptyIfNull),
    Transform(ofText(pastedText)),
    ApiProperty({ maxLength: max }),
    IsString(),
    MaxCharacters(max),
    Matches(new RegExp(`^$|${visible.source}`, 'u'), mustBeVisible),
    Matches(plainText, { message: '$property must be text without control or invisible characters' }),
  );

/** For `@Transform`: text as lists are searched for it, nothing where it is blank. */
export const searched = ofText((text) => seenOf(text) || undefined);

/** What a list is searched for: characters that are not seen are left out, as people paste them without knowing. */
export const SearchText = (max: number): PropertyDecorator =>
  applyDecorators(
    Transform(searched),
    ApiProperty({ required: false, maxLength: max }),
    IsOptionalNotNull(),
    IsString(),
    MaxCharacters(max),
  );

/** Of what mails greet strangers with: nothing that their programs make a link of. */
const NoLink = (): PropertyDecorator =>
  ValidateBy({
    name: 'noLink',
    validator: {
      validate: (value) => typeof value === 'string' && !holdsLink(value),
      defaultMessage: () => '$property must not hold an address of the web or an email',
    },
  });

/** Of a line of an address, which mails print, too. */
export const NoUrl = (): PropertyDecorator =>
  ValidateBy({
    name: 'noUrl',
    validator: {
      validate: (value) => typeof value === 'string' && !holdsUrl(value),
      defaultMessage: () => '$property must not hold an address of the web or an email',
    },
  });

/** A line of a postal address. */
export const AddressLine = (max: number): PropertyDecorator => applyDecorators(ShortText(max), NoUrl());

/** The name of a person. */
export const PersonName = (max: number): PropertyDecorator => applyDecorators(ShortText(max), NoLink());

/** The name of a person, that may be empty. */
export const EmptyablePersonName = (max: number): PropertyDecorator => applyDecorators(EmptyableText(max), NoLink());

export const usernamePattern = /^[^\s\p{Default_Ignorable_Code_Point}]+$/u;

export const maxUsername = 150;

/** A name to sign in with; that one with an `@` is one's own email, the service checks. */
export const isUsername = (name: string): boolean =>
  usernamePattern.test(name) && plainLine.test(name) && (name.includes('@') || !holdsAddress(name));

export const Username = (): PropertyDecorator =>
  applyDecorators(
    Identifier(maxUsername),
    ValidateBy({
      name: 'isUsername',
      validator: {
        validate: (value) => typeof value === 'string' && isUsername(value),
        defaultMessage: () => '$property must not hold white space or the address of a web site',
      },
    }),
  );

/** A quoted local part is the same mailbox in countless spellings, `"a\\b"@…`, each of which would be counted and registered anew. */
export const emailOptions = { blacklisted_chars: '"' };

/** An email in its one canonical form. */
export const EmailAddress = (max = 254): PropertyDecorator =>
  applyDecorators(
    Transform(ofText(canonicalEmail)),
    ApiProperty({ format: 'email', maxLength: max }),
    IsEmail(emailOptions),
    MaxCharacters(max),
    Matches(plainLine, mustBePlain),
  );

/** A UUID in its one canonical form: PostgreSQL compares UUIDs by value, the code by their text. */
export const Uuid = (options: Each = {}): PropertyDecorator =>
  applyDecorators(
    Transform(ofText((text) => text.toLowerCase())),
    told({ format: 'uuid' }, options),
    IsUUID(undefined, options),
  );

/** A tag in its one canonical form: composed (NFC), trimmed, in lower case. */
export const canonicalTag = ofText((text) => canonicalLine(text).toLowerCase().normalize('NFC'));

/** A short word, or several joined by hyphens. */
export const tagPattern = /^(?=.{1,30}$)[\p{L}\p{M}\p{N}]+(?:-[\p{L}\p{M}\p{N}]+)*$/u;
export const tagMessage = 'a tag must have letters and digits, with hyphens between words, and at most 30 characters';

/** A tag, which rows have in lower case. */
export const Tag = (): PropertyDecorator =>
  applyDecorators(
    Transform(canonicalTag),
    ApiProperty({ minLength: 1, maxLength: 30 }),
    IsString(),
    Matches(tagPattern, { message: tagMessage }),
  );

/** A day of the calendar; of other years, moments would overflow in one place or another. */
export const Day = (): PropertyDecorator =>
  applyDecorators(
    ApiProperty({ format: 'date' }),
    Matches(/^(19[7-9]|2\d\d)\d-\d\d-\d\d$/, { message: '$property must be a day like 2026-11-30' }),
    IsISO8601({ strict: true }),
  );

/** A moment with its time zone: without one it would depend on the server. */
export const Moment = (): PropertyDecorator =>
  applyDecorators(
    ApiProperty({ format: 'date-time' }),
    Matches(/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/, {
      message: '$property must be a moment like 2026-11-30T00:00:00Z',
    }),
    IsISO8601({ strict: true }),
  );

/** Only ASCII letters: a dotless `ı` is no `I`. */
const inCapitals = (code: string): string => code.trim().replace(/[a-z]/g, (letter) => letter.toUpperCase());

/** A code of capitals, as {@link inCapitals} leaves it. */
export const inCapitalLetters = ofText(inCapitals);

/** An ISO 3166-1 alpha-2 code or `XK`, or several, stored in capitals. */
export const CountryCode = (options: Each = {}): PropertyDecorator =>
  applyDecorators(
    Transform(inCapitalLetters),
    told({ pattern: '^[A-Za-z]{2}$' }, options),
    ValidateBy(
      {
        name: 'isCountryCode',
        validator: {
          validate: isCountryCode,
          defaultMessage: () => `${options.each ? 'each value in ' : ''}$property must be a valid ISO31661 Alpha2 code`,
        },
      },
      options,
    ),
  );
