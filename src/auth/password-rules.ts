import { lengthOf } from '../common/text/canonical.js';
import { visible } from '../identity/characters.js';
import { periodOf, stepsIn } from '../config/weak-secret.js';

/** Whose password it will be. */
export interface PasswordOwner {
  username?: string | null;
  email?: string | null;
}

interface Guessable {
  minLength: number;
  common: Set<string>;
  /** What anybody would try first: names of the owner and of the shop. */
  names: (string | null | undefined)[];
}

/**
 * `aaaaaaaa` and `1234abcd`, which NIST SP 800-63B names as weak. From 20 characters on nobody tries them all: how often what repeats is
 * not known.
 */
function isPattern(password: string): boolean {
  const length = lengthOf(password);
  return length < 20 && (periodOf(password) < 5 || stepsIn(password) >= length - 2);
}

/** One form for all keyboards, as NIST SP 800-63B asks for. */
export const canonicalPassword = (password: string): string => password.normalize('NFKC');

/** What the owner is called: a password must be none of it. */
export const namesOf = ({ username, email }: PasswordOwner): (string | null | undefined)[] => [
  username,
  email,
  email?.slice(0, email.lastIndexOf('@')),
];

/** What is wrong with a password that somebody has chosen. */
export function weaknessesOf(password: string, { minLength, common, names }: Guessable): string[] {
  const typed = canonicalPassword(password);
  const said = wordsOf(typed);
  const isName = said !== '' && names.some((name) => name != null && wordsOf(name) === said);
  return [
    ...(lengthOf(typed) < minLength ? [`password must have at least ${minLength} characters`] : []),
    ...(visible.test(typed) ? [] : ['password must not be blank']),
    ...(common.has(typed.toLowerCase()) ? ['password is one of the most common ones'] : []),
    ...(isPattern(typed) ? ['password must be no sequence, and not repeat a few characters'] : []),
    ...(isName
      ? ['password must not be your username, your email or the name of the shop, with or without a number']
      : []),
  ];
}

/** `Ada-1815!` is as easy to guess as `ada`. */
function wordsOf(name: string): string {
  const letters = name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
  return letters.replace(/^\p{N}+|\p{N}+$/gu, '') || letters;
}
