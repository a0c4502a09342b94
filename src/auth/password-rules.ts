import { lengthOf, visible } from '../common/text/canonical.js';

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
  const said = lettersOf(typed);
  const isName = said !== '' && names.some((name) => name != null && lettersOf(name) === said);
  return [
    ...(lengthOf(typed) < minLength ? [`password must have at least ${minLength} characters`] : []),
    ...(visible.test(typed) ? [] : ['password must not be blank']),
    ...(common.has(typed.toLowerCase()) ? ['password is one of the most common ones'] : []),
    ...(isName ? ['password must not be your username, your email or the name of the shop'] : []),
  ];
}

const lettersOf = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
