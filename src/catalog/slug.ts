import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { Matches, MaxLength } from 'class-validator';
import { createHash } from 'node:crypto';
import { validate } from 'uuid';
import { canonicalLine } from '../common/text/canonical.js';

/** Small letters of any script and digits that can be seen, joined by single hyphens. Never a UUID, because paths and filters take either. */
export const slugPattern =
  /^(?![\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$)(?!.*\p{Default_Ignorable_Code_Point})[\p{Ll}\p{Lo}\p{Lm}\p{M}\p{N}]+(-[\p{Ll}\p{Lo}\p{Lm}\p{M}\p{N}]+)*$/u;

export const maxSlugLength = 200;

/** A slug or a UUID as rows have it: composed (NFC), in small letters. */
export const canonicalKey = (key: string): string => canonicalLine(canonicalLine(key).toLowerCase());

/** A slug in its one spelling. */
export const Slug = (): PropertyDecorator =>
  applyDecorators(
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? canonicalKey(value) : value)),
    ApiProperty({ minLength: 1, maxLength: maxSlugLength }),
    Matches(slugPattern, { message: '$property must be small letters, digits and single hyphens' }),
    MaxLength(maxSlugLength),
  );

/** Which column a reference names a row by. */
export const keyColumn = (key: string) => (validate(key) ? 'uuid' : 'slug');

/** Latin letters that are no letter and a mark. */
const spelled: Record<string, string> = Object.fromEntries(
  'ß=ss æ=ae œ=oe þ=th ł=l ø=o đ=d ð=d ħ=h ı=i ŧ=t ŋ=n ĸ=k ə=e ƒ=f ɓ=b ɗ=d ƙ=k ɛ=e ɔ=o ɨ=i ʉ=u ƶ=z ё=е'
    .split(' ')
    .map((pair) => pair.split('=') as [string, string]),
);

/** The slug of a name: `Crème brûlée` becomes `creme-brulee`, `Łopata` `lopata`, `Ёлка` `елка`, `手机` stays as it is. */
export function slugOf(name: string): string {
  const slug = name
    .normalize('NFKD')
    .replaceAll(/\p{Default_Ignorable_Code_Point}/gu, '')
    .replaceAll(/(?<=[\p{Script=Latin}\p{Script=Greek}]\p{M}*)\p{M}/gu, '')
    .normalize('NFC')
    .toLowerCase()
    .replaceAll(/[ßæœþłøđðħıŧŋĸəƒɓɗƙɛɔɨʉƶё]/gu, (letter) => spelled[letter] ?? letter)
    .replaceAll(/[^\p{Ll}\p{Lo}\p{Lm}\p{M}\p{N}]+/gu, '-')
    // Leaves room for the number of SlugService.
    .slice(0, maxSlugLength - 20)
    .replaceAll(/^-|[\ud800-\udbff]$/g, '')
    .replace(/-$/, '');
  if (slugPattern.test(slug)) return slug;
  return `x${createHash('sha256').update(name).digest('hex').slice(0, 10)}`;
}
