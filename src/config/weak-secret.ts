const placeholder = /change.?me|change.?this|your.?secret|secret.?key|password|example|placeholder|^magazin/i;
/** What people write instead of a secret, and how they reach its length. */
const words =
  'this that these with your ours from have will must should please very really super ultra mega long least more than secure safe strong good best random secret private public hidden shared master signing signed signature sign used using token json auth authentication authorization session cookie access refresh encrypt encryption hash salt hmac webhook passphrase pass word phrase characters character chars letters bytes bits length minimum default development develop production staging local localhost docker compose test testing demo sample dummy temp temporary todo fixme replace generate generated some something anything whatever admin root user login welcome letmein iloveyou hello world foobar lorem ipsum shop store server service backend application config only never jwt key for the and not app api dev prod'.split(
    ' ',
  );
const rows = ['1234567890', 'qwertyuiop', 'qwertzuiop', 'azertyuiop', 'asdfghjkl', 'qsdfghjklm', 'zxcvbnm', 'yxcvbnm'];
const known = new RegExp(
  [...rows.flatMap(partsOf), ...words].toSorted((one, other) => other.length - one.length).join('|'),
  'gi',
);
const leastUnknown = 10;
const leastKinds = 8;
const leastPeriod = 16;

/** Why a secret can be guessed, whatever its length; undefined where it looks random. */
export function weaknessOf(secret: string): string | undefined {
  if (placeholder.test(secret)) return 'is a placeholder';
  if (new Set(secret).size < leastKinds) return 'has too few different characters';
  if (periodOf(secret) < leastPeriod) return 'repeats itself';
  if (stepsIn(secret) > secret.length / 2) return 'is a sequence';
  if (unknownIn(secret) < leastUnknown) return 'is made of common words';
  return undefined;
}

/** Letters and digits that belong to no common word. */
const unknownIn = (secret: string): number => secret.replace(known, ' ').replace(/[^\p{L}\p{N}]/gu, '').length;

/** Of a row of keys what is typed of it, forwards or backwards: five keys and more. */
function partsOf(row: string): string[] {
  const lengths = Array.from({ length: row.length - 4 }, (_, more) => 5 + more);
  const parts = lengths.flatMap((length) =>
    Array.from({ length: row.length - length + 1 }, (_, at) => row.slice(at, at + length)),
  );
  return parts.flatMap((part) => [part, [...part].reverse().join('')]);
}

/** Of `abcabcabc` three. */
export function periodOf(text: string): number {
  for (let period = 1; period < text.length; period++)
    if (text.slice(period) === text.slice(0, text.length - period)) return period;
  return text.length;
}

/** How many characters follow the one before, upwards or downwards: of `abc321` four. */
export function stepsIn(text: string): number {
  const codes = Array.from(text, (character) => character.codePointAt(0) ?? 0);
  return codes.slice(1).filter((code, at) => Math.abs(code - (codes[at] ?? 0)) === 1).length;
}
