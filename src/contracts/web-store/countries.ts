import { isISO31661Alpha2 } from 'class-validator';

/**
 * ISO 3166-1 alpha-2 of a country, which the document's clients may call by its code, or by its name in English, in its
 * own language or in a few others: `UA`, `Ukraine`, `Україна`.
 */
export function countryCode(called: string): string | undefined {
  codes ??= new Map([
    ...allCodes().flatMap((code) => namesOf(code).map((name) => [plain(name), code] as const)),
    ...Object.entries(colloquial),
  ]);
  return codes.get(plain(called));
}

let codes: Map<string, string> | undefined;

/** What people write and CLDR does not. */
const colloquial: Record<string, string> = {
  uk: 'GB',
  'great britain': 'GB',
  england: 'GB',
  usa: 'US',
  'united states of america': 'US',
  'czech republic': 'CZ',
  turkey: 'TR',
  holland: 'NL',
  burma: 'MM',
};

const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
const allCodes = () =>
  letters.flatMap((first) => letters.map((second) => first + second)).filter((code) => isISO31661Alpha2(code));

const widely = ['en', 'de', 'fr', 'es', 'it', 'pl', 'nl', 'pt', 'uk'];

const namesOf = (code: string): string[] => {
  const languages = [...widely, new Intl.Locale(`und-${code}`).maximize().language];
  return [code, ...languages.flatMap((language) => [named(code, language, 'long'), named(code, language, 'short')])];
};

const named = (code: string, language: string, style: 'long' | 'short'): string =>
  new Intl.DisplayNames(language, { type: 'region', style }).of(code) ?? code;

/** As people differ in writing one name: accents, apostrophes, «and», «the», what stands in brackets. */
const plain = (name: string): string =>
  name
    .normalize('NFD')
    .replaceAll(/[\u0300-\u036f'’.]|\(.*\)/g, '')
    .replaceAll('&', 'and')
    .toLowerCase()
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replace(/^the /, '');
