/** One environment variable: its parser, its default, and its row in the README. */
export interface Variable<T> {
  read: (text: string) => T;
  fallback: T;
  meaning: string;
  shownDefault?: string;
}

/** A currency whose minor unit is a hundredth: prices have two decimals. */
export const currency = (fallback: string, meaning: string): Variable<string> => ({
  read: (value) =>
    Intl.supportedValuesOf('currency').includes(value) && decimalsOf(value) === 2
      ? value
      : fail('must be an ISO 4217 code with two decimals, like EUR'),
  fallback,
  meaning,
});

const decimalsOf = (code: string) =>
  new Intl.NumberFormat('en', { style: 'currency', currency: code }).resolvedOptions().maximumFractionDigits;

/** A regular expression, or anything else that accepts or rejects a text. */
type Pattern = Pick<RegExp, 'test'>;

export const postgresUrl: Pattern = {
  test: (value) => /^postgres(ql)?:\/\/\S+$/.test(value) && URL.canParse(value),
};

const fail = (expected: string): never => {
  throw new Error(expected);
};

export const text = (fallback: string, meaning: string, shownDefault?: string): Variable<string> => ({
  read: (value) => value,
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
  fallback,
  meaning,
  shownDefault,
});

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
  fallback,
  meaning,
  shownDefault,
});

export const flag = (fallback: boolean, meaning: string, shownDefault?: string): Variable<boolean> => ({
  read: (value) => (value === '1' ? true : value === '0' ? false : fail('must be 0 or 1')),
  fallback,
  meaning,
  shownDefault,
});

export const oneOf = <const T extends string>(options: readonly T[], fallback: T, meaning: string): Variable<T> => ({
  read: (value) => options.find((option) => option === value) ?? fail(`must be one of ${options.join(', ')}`),
  fallback,
  meaning: `${meaning}: ${options.map((option) => `\`${option}\``).join(', ')}`,
});

export const list = (item: Pattern, expected: string, meaning: string): Variable<string[]> => ({
  read: (value) => {
    const items = value.split(',').map((part) => part.trim());
    return items.every((part) => item.test(part)) ? items : fail(expected);
  },
  fallback: [],
  meaning,
});
