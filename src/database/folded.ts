import { type RawBuilder, sql } from 'kysely';

/**
 * SQL of a text as every search compares it, in rows and in what is searched for alike: its words in small letters, a space
 * before each, without marks, so that `lodz` finds `Łódź`, and hiragana as katakana. Cyrillic, Greek, Hebrew and Arabic letters become Latin ones,
 * those of other scripts numbers: the same ASCII in a database of any locale, where pg_trgm may know no other letter.
 *
 * The functions are those of the schema `shop`. An index that is to serve a search must be written with the same expression.
 */
export const folded = (text: string): string => `shop.fold(${text})`;

/** SQL of a {@link folded} name that is found as one word, too: `loreal` finds `L'Oréal`. */
export const foldedName = (name: string): string => `shop.fold_name(${name})`;

/** Whether a {@link folded} text holds each word: anywhere, or where it is short, which no index finds anywhere, at the beginning of a word. */
export const holdsWords = (text: string, search: string): RawBuilder<boolean> =>
  holdsEach(text, search, (word) => sql`shop.containing(${word}::text)`);

/** Whether a {@link folded} text holds each word, if only the beginning of a longer one. */
export const holdsBeginnings = (text: string, search: string): RawBuilder<boolean> =>
  holdsEach(text, search, (word) => sql`'%' || nullif(shop.fold(${word}::text), ' ') || '%'`);

/** Whether a {@link folded} text begins with this. */
export const beginsWith = (text: string, beginning: string): RawBuilder<boolean> =>
  sql`${sql.raw(text)} like nullif(shop.fold(${beginning}::text), ' ') || '%'`;

/** More words than these find nothing else. */
const maxWords = 8;

/** Signs alone, as in `Marks & Spencer`, are no words beside others. */
export function wordsOf(search: string): string[] {
  const all = search.trim().split(/\s+/);
  const words = all.filter((word) => /[\p{L}\p{N}\p{M}\p{So}]/u.test(word));
  return (words.length > 0 ? words : all).slice(0, maxWords);
}

const holdsEach = (
  text: string,
  search: string,
  patternOf: (word: string) => RawBuilder<unknown>,
): RawBuilder<boolean> =>
  sql`(${sql.join(
    wordsOf(search).map((word) => sql`${sql.raw(text)} like ${patternOf(word)}`),
    sql` and `,
  )})`;
