import { domainToASCII } from 'node:url';

/** What is not seen, and so makes no difference between two names. */
const unseen = /[\p{Cc}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/**
 * Small letters by one rule for all of Unicode: `ß`, `ẞ` and `SS` are one, as are the sigmas, and letters of full width. Only
 * here, as PostgreSQL's `lower()` differs from JavaScript's, and from itself on another machine.
 */
const folded = (text: string): string =>
  text.normalize('NFKC').toLowerCase().toUpperCase().toLowerCase().normalize('NFKC');

/** By which an account is found: two usernames with one key are one username. */
export const usernameKey = (username: string): string => folded(username.replace(unseen, '')).trim();

/** By which an account is found: two emails with one key are one email. */
export function emailKey(email: string): string {
  const [local, domain] = partsOf(canonicalEmail(email.replace(unseen, '').replace(/[＠﹫]/g, '@')));
  return domain === undefined ? folded(local) : `${folded(local)}@${domain.toLowerCase()}`;
}

/**
 * Of two accounts whose keys became one, the newer has this one: that of its username or email, a space, and its id, which no
 * other username has.
 */
export const newerKey = (key: string, id: number): string => `${key} ${id}`;

/** The key of an account: a {@link newerKey} of the same username or email stays. */
export const keptKey = (present: string | null | undefined, key: string): string =>
  present?.startsWith(`${key} `) ? present : key;

/**
 * An email as it is stored: composed, its domain in ASCII. Only ASCII letters keep their case, so that `lower()` of SQL is
 * the same everywhere.
 */
export function canonicalEmail(email: string): string {
  const [local, domain] = partsOf(email.normalize('NFC').trim());
  if (domain === undefined) return local;
  const kept = local.replace(/[^\0-\x7f]+/g, (letters) => letters.toLowerCase()).normalize('NFC');
  return `${kept}@${asciiDomain(domain)}`;
}

/** Whether two emails, as they are stored, are one mailbox. Two of one key need not be: `ß` and `ss` are one only where accounts are looked for. */
export const isSameMailbox = (one: string | null, other: string | null): boolean =>
  one !== null && other !== null && one.toLowerCase() === other.toLowerCase();

/** What is no domain stays as it is, for a validation to refuse. */
const asciiDomain = (domain: string): string => (/[^\0-\x7f]/.test(domain) ? domainToASCII(domain) || domain : domain);

function partsOf(email: string): [local: string, domain?: string] {
  const at = email.lastIndexOf('@');
  return at < 0 ? [email] : [email.slice(0, at), email.slice(at + 1)];
}
