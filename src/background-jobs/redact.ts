import { validate } from 'uuid';
import { isId } from '../common/http/id.pipe.js';

const maxLength = 500;
const maxItems = 20;

/** In this order: a quoted value may hold an address, and an address may hold what looks like a token. */
const sensitive: [RegExp, string][] = [
  // What databases and validators quote is a value, unless it is the name of a constraint or a column.
  [/'[^']*'?|`[^`]*`?|“[^”]*”?/g, "'***'"],
  [/"(?![a-z]+(?:_[a-z]+)+")[^"]*"?/g, '"***"'],
  [/\)=\([^)]*\)?/g, ')=(***)'],
  [/\b([a-z][a-z\d+.-]*:\/\/)(?:[^\s/@]*@)?([^\s/?#]+)\S*/gi, '$1$2/***'],
  [/[^\s<>"'(),;:]+@[^\s<>"'(),;:]+/g, '***'],
  [/\b(bearer|basic|password|secret|token|key)\b\s*[:=]?\s*\S+/gi, '$1 ***'],
  [/\+?\d(?:[ ().-]?\d){7,}/g, '***'],
];
const uuid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** The message of an error without what may be a secret or about a person: quoted values, addresses, numbers, tokens. */
export function redacted(message: string): string {
  const words = message.slice(0, 4 * maxLength).split(/(\s+)/);
  const withoutTokens = words.map((word) => (isToken(word) ? '***' : word)).join('');
  const spared = withoutTokens.split(/\b([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})\b/i);
  const text = spared.map((part) => (uuid.test(part) ? part : withoutValues(part))).join('');
  return text.slice(0, maxLength);
}

const withoutValues = (text: string): string =>
  sensitive.reduce((rest, [pattern, replacement]) => rest.replaceAll(pattern, replacement), text);

/** Letters and digits in one, too long for a word. Uuids are names of records. */
const isToken = (word: string): boolean =>
  word.length >= 20 && !uuid.test(word) && /^[\w.~+/=-]+$/.test(word) && /\d/.test(word) && /[a-z]/i.test(word);

/** What of a payload names records: uuids and ids at any depth, of a list the first twenty. All else may be about a person. */
export function recordsOf(payload: unknown): unknown {
  if (typeof payload === 'string') return validate(payload) ? payload : undefined;
  if (typeof payload === 'number') return isId(payload) ? payload : undefined;
  if (typeof payload !== 'object' || payload === null) return undefined;
  if (Array.isArray(payload))
    return payload
      .slice(0, maxItems)
      .map(recordsOf)
      .filter((item) => item !== undefined);
  const fields = Object.entries(payload).map(([name, value]) => [name, recordsOf(value)]);
  return Object.fromEntries(fields.filter(([, value]) => value !== undefined));
}
