import { type RawBuilder, sql } from 'kysely';
import { containing, startingWith } from './sql.js';

/**
 * SQL of a text as searches compare it: in small letters, without the marks of European languages, so that `lodz` finds `Łódź`.
 * An index that is to serve a search must be written with the same expression.
 */
export const folded = (text: string): string =>
  `translate(lower(normalize(${text}, nfkd)), 'łøđħıß\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u0309\u030a\u030b\u030c\u031b\u0323\u0324\u0325\u0326\u0327\u0328\u0331', 'lodhis')`;

/** Whether a {@link folded} text holds each word: anywhere, or where it is short, which no index finds anywhere, after a space. */
export const holdsWords = (text: string, search: string): RawBuilder<boolean> =>
  holdsEach(text, search, (word) => containing(word.length < 3 ? ` ${word}` : word));

/** Whether a {@link folded} text holds each word after a space, if only the beginning of a longer word. */
export const holdsBeginnings = (text: string, search: string): RawBuilder<boolean> =>
  holdsEach(text, search, (word) => containing(` ${word}`));

/** Whether a {@link folded} text begins with this. */
export const beginsWith = (text: string, beginning: string): RawBuilder<boolean> =>
  isLike(text, startingWith(beginning));

/** More words than these find nothing else. */
const maxWords = 8;

export const wordsOf = (search: string): string[] => search.trim().split(/\s+/).slice(0, maxWords);

const holdsEach = (text: string, search: string, patternOf: (word: string) => string): RawBuilder<boolean> =>
  sql`(${sql.join(
    wordsOf(search).map((word) => isLike(text, patternOf(word))),
    sql` and `,
  )})`;

function isLike(text: string, pattern: string): RawBuilder<boolean> {
  const [head = '', tail = ''] = folded('?').split('?');
  return sql`${sql.raw(text)} like ${sql.raw(head)}${pattern}::text${sql.raw(tail)}`;
}
