/** Whether the check digits of a number, without its prefix, are right. */
export type Check = (number: string) => boolean;

const last = (number: string) => Number(number.at(-1));

/** The sum of the first digits, each times its weight. */
const weighted = (number: string, weights: number[]): number =>
  weights.reduce((sum, weight, at) => sum + weight * Number(number[at] ?? 0), 0);

const descending = (from: number, to: number) => Array.from({ length: from - to + 1 }, (_, at) => from - at);

/** What is missing to a multiple of 11; 10 is no digit. */
const complement = (rest: number) => (11 - rest) % 11;

export const mod11 =
  (weights: number[], digitOf = complement): Check =>
  (number) =>
    digitOf(weighted(number, weights) % 11) === last(number);

/** With 0 as the digit where 10 is missing. */
export const lenientMod11 = (weights: number[]): Check => mod11(weights, (rest) => complement(rest) % 10);

export const mod10 =
  (weights: number[]): Check =>
  (number) =>
    (10 - (weighted(number, weights) % 10)) % 10 === last(number);

export const multipleOf =
  (divisor: number, weights: number[]): Check =>
  (number) =>
    weighted(number, weights) % divisor === 0;

/** ISO/IEC 7064, MOD 11,10. */
export const iso7064: Check = (number) => {
  let product = 10;
  for (const digit of number.slice(0, -1)) product = (((Number(digit) + product) % 10 || 10) * 2) % 11;
  return (11 - product) % 10 === last(number);
};

export const luhn: Check = (number) => {
  const digits = [...number].map(Number).toReversed();
  const sum = digits.reduce((sum, digit, at) => sum + (at % 2 === 0 ? digit : digit * 2 - (digit > 4 ? 9 : 0)), 0);
  return sum % 10 === 0;
};

/** Luhn of the digits behind the U, with a constant. */
export const austrian: Check = (number) => {
  const sum = Array.from(number.slice(1, 8), Number).reduce((sum, each, at) => {
    const digit = each * (at % 2 === 0 ? 1 : 2);
    return sum + (digit > 9 ? digit - 9 : digit);
  }, 4);
  return (10 - (sum % 10)) % 10 === last(number);
};

export const belgian: Check = (number) => 97 - (Number(number.slice(0, 8)) % 97) === Number(number.slice(8));

const bulgarianCompany: Check = (number) => {
  const first = weighted(number, [1, 2, 3, 4, 5, 6, 7, 8]) % 11;
  return (first === 10 ? (weighted(number, [3, 4, 5, 6, 7, 8, 9, 10]) % 11) % 10 : first) === last(number);
};
/** Of ten digits are the numbers of citizens, foreigners and others. */
export const bulgarian: Check = (number) =>
  number.length === 9
    ? bulgarianCompany(number)
    : mod11([2, 4, 8, 5, 10, 9, 7, 3, 6], (rest) => rest % 10)(number) ||
      weighted(number, [21, 19, 17, 13, 11, 9, 7, 3, 1]) % 10 === last(number) ||
      mod11([4, 3, 2, 7, 6, 5, 4, 3, 2])(number);

export const cypriot: Check = (number) => {
  const odd = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21];
  const sum = Array.from(number.slice(0, 8), Number).reduce(
    (sum, digit, at) => sum + (at % 2 ? digit : (odd[digit] ?? 0)),
    0,
  );
  return String.fromCharCode(65 + (sum % 26)) === number.at(-1);
};

/** Of nine or ten digits are the birth numbers of persons: those of nine digits have no check digit. */
export const czech: Check = (number) =>
  number.length === 8
    ? (11 - (weighted(number, descending(8, 2)) % 11)) % 10 === last(number)
    : number.length === 9 || Number(number) % 11 === 0;

export const spanish: Check = (number) => {
  const person = /^([XYZKLM]?)(\d{7,8})([A-Z])$/.exec(number);
  if (person) {
    const [, prefix = '', digits = '', letter] = person;
    const lead = 'XYZ'.indexOf(prefix);
    const value = Number(prefix && lead > 0 ? `${lead}${digits}` : digits);
    return 'TRWAGMYFPDXBNJZSQVHLCKE'[value % 23] === letter;
  }
  const digits = number.slice(1, 8);
  const check = luhnDigit(digits);
  return number.at(-1) === String(check) || number.at(-1) === 'JABCDEFGHI'[check];
};
const luhnDigit = (digits: string) => [...'0123456789'].findIndex((digit) => luhn(digits + digit));

const frenchLetters = '0123456789ABCDEFGHJKLMNPQRSTUVWXYZ';
/** Two characters that check a SIREN, whose own check digit those of Monaco do not have. */
export const french: Check = (number) => {
  const siren = number.slice(2);
  if (!luhn(siren) && !siren.startsWith('000')) return false;
  if (/^\d\d/.test(number)) return Number(number.slice(0, 2)) === (Number(siren) * 100 + 12) % 97;
  const [one = 0, two = 0] = Array.from(number.slice(0, 2), (letter) => frenchLetters.indexOf(letter));
  const sum = one < 10 ? one * 24 + two - 10 : one * 34 + two - 100;
  return (Number(siren) + 1 + Math.floor(sum / 11)) % 11 === sum % 11;
};

/** Branches add three digits; departments and health authorities have numbers of their own. */
export const british: Check = (number) => {
  if (/^GD|^HA/.test(number)) return number.startsWith('GD') === Number(number.slice(2)) < 500;
  const sum = weighted(number, descending(8, 2)) + Number(number.slice(7, 9));
  return sum % 97 === 0 || (sum + 55) % 97 === 0;
};

export const irish: Check = (number) => {
  const letters = 'WABCDEFGHIJKLMNOPQRSTUV';
  const old = /^(\d)[A-Z+*](\d{5})([A-W])$/.exec(number);
  const current = old ? `0${old[2]}${old[1]}${old[3]}` : number;
  const sum = weighted(current, descending(8, 2)) + 9 * Math.max(0, letters.indexOf(current[8] ?? 'W'));
  return letters[sum % 23] === current[7];
};

export const lithuanian: Check = (number) => {
  const digits = number.slice(0, -1);
  const by = (shift: number) =>
    weighted(
      digits,
      Array.from(digits, (_, at) => 1 + ((at + shift) % 9)),
    ) % 11;
  return (by(0) === 10 ? by(2) % 10 : by(0)) === last(number);
};

/** Persons born after 2017 have numbers without a check digit. */
export const latvian: Check = (number) => {
  if (Number(number[0]) > 3) return weighted(number, [9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1]) % 11 === 3;
  return (
    number.startsWith('32') || ((1 + weighted(number, [10, 5, 8, 4, 2, 1, 6, 3, 7, 9])) % 11) % 10 === last(number)
  );
};

export const luxembourgish: Check = (number) => Number(number.slice(0, 6)) % 89 === Number(number.slice(6));

/** Sole traders have numbers that say nothing of their citizen number, checked by MOD 97-10. */
export const dutch: Check = (number) =>
  weighted(number, descending(9, 2)) % 11 === Number(number[8]) ||
  BigInt([...`NL${number}`].map((sign) => Number.parseInt(sign, 36)).join('')) % 97n === 1n;

export const romanian: Check = (number) =>
  ((weighted(number.padStart(10, '0'), [7, 5, 3, 2, 1, 7, 5, 3, 2]) * 10) % 11) % 10 === last(number);

export const swedish: Check = (number) => luhn(number.slice(0, 10));

/** 10 is written as 0, and what would be a 0 does not occur. */
export const slovenian: Check = (number) => {
  const digit = 11 - (weighted(number, descending(8, 2)) % 11);
  return digit !== 11 && digit % 10 === last(number);
};

export const slovak: Check = (number) => Number(number) % 11 === 0;

/** Before the name of the tax. */
export const swiss: Check = (number) => mod11([5, 4, 3, 2, 7, 6, 5, 4])(number.slice(0, 9));

export const norwegian: Check = (number) => mod11([3, 2, 7, 6, 5, 4, 3, 2])(number.slice(0, 9));

export const greek: Check = mod11([256, 128, 64, 32, 16, 8, 4, 2], (rest) => rest % 10);
