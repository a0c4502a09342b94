import * as check from './check-digits.js';

interface Format {
  /** Without the prefix of the country. */
  pattern: RegExp;
  isChecked: check.Check;
  /** Says what is expected. */
  example: string;
}

const format = (pattern: RegExp, isChecked: check.Check, example: string): Format => ({ pattern, isChecked, example });
const british = /^(\d{9}(\d{3})?|(GD|HA)\d{3})$/;
const spanish = /^([A-HJNP-SUVW]\d{7}[\dA-J]|\d{8}[A-Z]|[KLMXYZ]\d{7}[A-Z])$/;

/** By prefix: the European Union as its VIES knows them, Great Britain, Northern Ireland, Norway and Switzerland. */
const formats: Record<string, Format> = {
  AT: format(/^U\d{8}$/, check.austrian, 'ATU13585627'),
  BE: format(/^[01]\d{9}$/, check.belgian, 'BE0403019261'),
  BG: format(/^\d{9,10}$/, check.bulgarian, 'BG175074752'),
  CHE: format(/^\d{9}(MWST|TVA|IVA)$/, check.swiss, 'CHE107787577IVA'),
  CY: format(/^(?!12)\d{8}[A-Z]$/, check.cypriot, 'CY10259033P'),
  CZ: format(/^\d{8,10}$/, check.czech, 'CZ25123891'),
  DE: format(/^[1-9]\d{8}$/, check.iso7064, 'DE136695976'),
  DK: format(/^[1-9]\d{7}$/, check.multipleOf(11, [2, 7, 6, 5, 4, 3, 2, 1]), 'DK13585628'),
  EE: format(/^\d{9}$/, check.mod10([3, 7, 1, 3, 7, 1, 3, 7]), 'EE100931558'),
  EL: format(/^\d{9}$/, check.greek, 'EL094259216'),
  ES: format(spanish, check.spanish, 'ESB58378431'),
  FI: format(/^\d{8}$/, check.mod11([7, 9, 10, 5, 8, 4, 2]), 'FI20774740'),
  FR: format(/^[\dA-HJ-NP-Z]{2}\d{9}$/, check.french, 'FR40303265045'),
  GB: format(british, check.british, 'GB980780684'),
  HR: format(/^\d{11}$/, check.iso7064, 'HR33392005961'),
  HU: format(/^\d{8}$/, check.mod10([9, 7, 3, 1, 9, 7, 3]), 'HU12892312'),
  IE: format(/^(\d{7}[A-W][A-I]?|\d[A-Z+*]\d{5}[A-W])$/, check.irish, 'IE6433435F'),
  IT: format(/^(?!0{7})\d{7}(0\d\d|100|12[01]|888|999)\d$/, check.luhn, 'IT00743110157'),
  LT: format(/^(\d{7}|\d{10})1\d$/, check.lithuanian, 'LT119511515'),
  LU: format(/^\d{8}$/, check.luxembourgish, 'LU15027442'),
  LV: format(/^\d{11}$/, check.latvian, 'LV40003521600'),
  MT: format(/^[1-9]\d{7}$/, check.multipleOf(37, [3, 4, 6, 7, 8, 9, 10, 1]), 'MT11679112'),
  NL: format(/^\d{9}B\d\d$/, check.dutch, 'NL004495445B01'),
  NO: format(/^\d{9}MVA$/, check.norwegian, 'NO995525828MVA'),
  PL: format(
    /^\d{10}$/,
    check.mod11([6, 5, 7, 2, 3, 4, 5, 6, 7], (rest) => rest),
    'PL5260001246',
  ),
  PT: format(/^[1-9]\d{8}$/, check.lenientMod11([9, 8, 7, 6, 5, 4, 3, 2]), 'PT501964843'),
  RO: format(/^[1-9]\d{1,9}$/, check.romanian, 'RO18547290'),
  SE: format(/^\d{10}\d[1-9]$/, check.swedish, 'SE123456789701'),
  SI: format(/^[1-9]\d{7}$/, check.slovenian, 'SI50223054'),
  SK: format(/^[1-9]\d[2-47-9]\d{7}$/, check.slovak, 'SK2022749619'),
  XI: format(british, check.british, 'XI980780684'),
};

/** Where the prefixes of a country's numbers are not its ISO 3166-1 code. */
const prefixes: Record<string, string[]> = {
  GR: ['EL'],
  MC: ['FR'],
  GB: ['GB', 'XI'],
  IM: ['GB'],
  CH: ['CHE'],
  LI: ['CHE'],
};

const prefixesOf = (country: string): string[] => prefixes[country] ?? [country];

/** Upper case, without what people write between the digits. */
export const canonicalVatNumber = (text: string): string =>
  text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s.\-/]/g, '');

/** The canonical number's own format; of a country whose format is not known here, letters and digits behind its code. */
const isValid = (number: string, prefix: string): boolean => {
  if (!number.startsWith(prefix)) return false;
  const rest = number.slice(prefix.length);
  const known = formats[prefix];
  return known ? known.pattern.test(rest) && known.isChecked(rest) : /^[\dA-Z]{2,18}$/.test(rest);
};

/** @param country ISO 3166-1; without one, the number may be of any country */
export function isVatNumber(number: string, country?: string): boolean {
  if (country !== undefined) return prefixesOf(country).some((prefix) => isValid(number, prefix));
  const prefix = number.startsWith('CHE') ? 'CHE' : number.slice(0, 2);
  return /^[A-Z]{2}/.test(prefix) && isValid(number, prefix);
}

/** In words, with an example of the country. */
export function expectedVatNumber(country?: string): string {
  const [prefix = 'DE'] = prefixesOf(country ?? 'DE');
  const example = formats[prefix]?.example ?? `${prefix}123456789`;
  return `a valid VAT number${country ? ` of ${country}` : ' with its country'}, like ${example}`;
}
