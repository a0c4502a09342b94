import { formatAddress } from 'localized-address-format';
import { postcodeValidator, postcodeValidatorExistsForCountry } from 'postcode-validator';

const sample = '0';

/** Whether addresses of a country have a post code. @param country ISO 3166-1 alpha-2 */
export const hasPostCodes = (country: string): boolean =>
  formatAddress({ postalCountry: country, postalCode: sample }).some((line) => line.includes(sample));

/**
 * A post code in a form that its country knows: in capitals, with the space or hyphen that belongs there. What is none of its
 * country stays as it is.
 */
export function canonicalPostCode(text: string, country: unknown): string {
  const code = text.toUpperCase().replace(/[\s\u2010-\u2015]/g, (sign) => (/\s/.test(sign) ? ' ' : '-'));
  if (typeof country !== 'string' || isPostCode(code, country)) return code;
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
