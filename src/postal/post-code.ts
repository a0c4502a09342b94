import { formatAddress } from 'localized-address-format';
import { postcodeValidator, postcodeValidatorExistsForCountry } from 'postcode-validator';

const sample = '0';
/** Of what anybody types as a post code; the length of more is refused. */
const longest = 100;

/** Countries that have post codes, and where many addresses are written without. */
const optional = new Set(
  'AF AI AM BB BD BH BN BT CL CO CR CU CV DO EC EG EH ET GE GI GN GT GW HN HT IE IL IQ JO KE KG KH KP KW LA LB LK LR LS MD MG MM MN MU MV MZ NA NE NG NI NP OM PA PE PG PK PY SA SD SN SO SV SZ TH TJ TM TN TZ UY UZ VC VE VG VN ZM'.split(
    ' ',
  ),
);

/** Whether each address of a country needs a post code. @param country ISO 3166-1 alpha-2 */
export const needsPostCode = (country: string): boolean =>
  !optional.has(country) &&
  formatAddress({ postalCountry: country, postalCode: sample }).some((line) => line.includes(sample));

/** How a post code without signs is written: after how many characters, counted from the end where negative, stands which sign. */
const written: Record<string, { digits: number[]; at: number; sign: string }> = {
  GB: { digits: [5, 6, 7], at: -3, sign: ' ' },
  IE: { digits: [7], at: 3, sign: ' ' },
  CA: { digits: [6], at: 3, sign: ' ' },
  NL: { digits: [6], at: 4, sign: ' ' },
  SE: { digits: [5], at: 3, sign: ' ' },
  CZ: { digits: [5], at: 3, sign: ' ' },
  SK: { digits: [5], at: 3, sign: ' ' },
  GR: { digits: [5], at: 3, sign: ' ' },
  PL: { digits: [5], at: 2, sign: '-' },
  PT: { digits: [7], at: 4, sign: '-' },
  BR: { digits: [8], at: 5, sign: '-' },
  JP: { digits: [7], at: 3, sign: '-' },
  US: { digits: [9], at: 5, sign: '-' },
};

function asWritten(code: string, country: string): string {
  const bare = code.replace(/[ -]/g, '');
  const form = written[country];
  if (!form?.digits.includes(bare.length)) return code;
  return `${bare.slice(0, form.at)}${form.sign}${bare.slice(form.at)}`;
}

/**
 * A post code in a form that its country knows: in capitals, with the space or hyphen that belongs there. What is none of its
 * country stays as it is.
 */
export function canonicalPostCode(text: string, country: unknown): string {
  if (text.length > longest) return text;
  const code = text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\u2010-\u2015\u2212]/g, (sign) => (/\s/.test(sign) ? ' ' : '-'));
  if (typeof country !== 'string') return code;
  const usual = asWritten(code, country);
  if (isPostCode(usual, country)) return usual;
  if (isPostCode(code, country)) return code;
  const bare = code.replace(/[ -]/g, '');
  return spellings(bare).find((spelling) => isPostCode(spelling, country)) ?? code;
}

/** Of a country whose post codes are not known, each is one. */
const isPostCode = (code: string, country: string): boolean =>
  !postcodeValidatorExistsForCountry(country) || postcodeValidator(code, country);

function spellings(bare: string): string[] {
  if (bare.length > 10) return [];
  const places = Array.from({ length: Math.max(0, bare.length - 1) }, (_, at) => at + 1);
  // Of Germany, `D-10115`.
  const own = bare.replace(/^[A-Z]{1,2}(?=\d)/, '');
  return [bare, own, ...[' ', '-'].flatMap((sign) => places.map((at) => bare.slice(0, at) + sign + bare.slice(at)))];
}
