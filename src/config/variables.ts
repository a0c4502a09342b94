import { isCurrency } from './currency.js';

/** What a form needs to know about a variable. */
export interface Form {
  kind: 'text' | 'number' | 'choice' | 'flag' | 'list';
  options?: readonly string[];
  min?: number;
  max?: number;
}

/** One environment variable: its parser, its default, and its row in the README. */
export interface Variable<T> {
  read: (text: string) => T;
  form: Form;
  fallback: T;
  meaning: string;
  shownDefault?: string;
}

/** A currency by ISO 4217, not by the locale data of Node, which differ from it. */
export const currency = (fallback: string, meaning: string): Variable<string> => ({
  read: (value) => (isCurrency(value) ? value : fail('must be an ISO 4217 code like EUR')),
  form: { kind: 'text' },
  fallback,
  meaning,
});

/** IANA's name of a time zone. */
export const timeZone = (fallback: string, meaning: string): Variable<string> => ({
  read: (value) => (isTimeZone(value) ? value : fail('must be a time zone of IANA like Europe/Warsaw')),
  form: { kind: 'text' },
  fallback,
  meaning,
});

/** Node's list lacks the newer names of some zones, which it knows all the same; a bare offset is no zone. */
function isTimeZone(value: string): boolean {
  try {
    return /^[A-Z]/.test(value) && Boolean(new Intl.DateTimeFormat('en', { timeZone: value }));
  } catch {
    return false;
  }
}

/** A regular expression, or anything else that accepts or rejects a text. */
type Pattern = Pick<RegExp, 'test'>;

const postgresUrl: Pattern = {
  test: (value) => /^postgres(ql)?:\/\/\S+$/.test(value) && URL.canParse(value),
};

const fail = (expected: string): never => {
  throw new Error(expected);
};

export const text = (fallback: string, meaning: string, shownDefault?: string): Variable<string> => ({
  read: (value) => value,
  form: { kind: 'text' },
  fallback,
  meaning,
  shownDefault,
});

export const matching = (
  fallback: string,
  pattern: Pattern,
  expected: string,
  meaning: string,
  shownDefault?: string,
): Variable<string> => ({
  read: (value) => (pattern.test(value) ? value : fail(expected)),
  form: { kind: 'text' },
  fallback,
  meaning,
  shownDefault,
});

/** What the driver takes them for, which else tells of that by a warning of ten lines: who wants TLS wants the server to prove who it is. */
const verified = (url: string): string =>
  /[?&]uselibpqcompat=true(&|$)/.test(url)
    ? url
    : url.replace(/([?&]sslmode=)(prefer|require|verify-ca)(?=&|$)/, '$1verify-full');

export const databaseUrl = (meaning: string, shownDefault: string): Variable<string> => {
  const variable = matching('', postgresUrl, 'must be a postgres:// URL', meaning, shownDefault);
  return { ...variable, read: (value) => verified(variable.read(value)) };
};

export const databaseUrls = (meaning: string): Variable<string[]> => {
  const variable = list(postgresUrl, 'must be postgres:// URLs, separated by commas', meaning);
  return { ...variable, read: (value) => variable.read(value).map(verified) };
};

export const integer = (
  fallback: number,
  min: number,
  max: number,
  meaning: string,
  shownDefault?: string,
): Variable<number> => ({
  read: (value) =>
    /^\d{1,9}$/.test(value) && Number(value) >= min && Number(value) <= max
      ? Number(value)
      : fail(`must be a whole number from ${min} to ${max}`),
  form: { kind: 'number', min, max },
  fallback,
  meaning,
  shownDefault,
});

export const flag = (fallback: boolean, meaning: string, shownDefault?: string): Variable<boolean> => ({
  read: (value) => (value === '1' ? true : value === '0' ? false : fail('must be 0 or 1')),
  form: { kind: 'flag' },
  fallback,
  meaning,
  shownDefault,
});

export const oneOf = <const T extends string>(
  options: readonly T[],
  fallback: T,
  meaning: string,
  shownDefault?: string,
): Variable<T> => ({
  read: (value) => options.find((option) => option === value) ?? fail(`must be one of ${options.join(', ')}`),
  form: { kind: 'choice', options },
  fallback,
  meaning: `${meaning}: ${options.map((option) => `\`${option}\``).join(', ')}`,
  shownDefault,
});

export const list = (item: Pattern, expected: string, meaning: string): Variable<string[]> => ({
  read: (value) => {
    const items = value.split(',').map((part) => part.trim());
    return items.every((part) => item.test(part)) ? items : fail(expected);
  },
  form: { kind: 'list' },
  fallback: [],
  meaning,
});
