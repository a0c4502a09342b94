import { isCountryCode } from '../../postal/country-code.js';

/**
 * The ISO 3166-1 alpha-2 code of a country by its code or its name, in English or another language: `UA`, `Ukraine`,
 * `Україна`.
 */
export async function countryCode(country: string): Promise<string | undefined> {
  codes ??= await loadCodes();
  return codes.get(normalized(country));
}

let codes: Map<string, string | undefined> | undefined;

/** English names that the library lacks or gives to two countries, as {@link normalized} writes them. */
const otherNames: Record<string, string> = {
  bosnia: 'BA',
  burma: 'MM',
  'caribbean netherlands': 'BQ',
  congo: 'CG',
  england: 'GB',
  'heard and mcdonald islands': 'HM',
  'hong kong sar china': 'HK',
  'macao sar china': 'MO',
  'palestinian territories': 'PS',
  'saint vincent and grenadines': 'VC',
  'south georgia and south sandwich islands': 'GS',
  'us outlying islands': 'UM',
  'vatican city': 'VA',
};

/** Loaded with the first name, because the names in all languages take 15 MiB. An English name has precedence. */
async function loadCodes(): Promise<Map<string, string | undefined>> {
  const { default: countries } = await import('i18n-iso-countries');
  const namesIn = (language: string) =>
    Object.entries(countries.getNames(language, { select: 'all' })).flatMap(([code, names]) =>
      [names].flat().map((name): [string, string] => [normalized(name), code]),
    );
  const alpha2 = Object.keys(countries.getAlpha2Codes()).map((code): [string, string] => [code.toLowerCase(), code]);
  return new Map([
    ...unambiguous(countries.getSupportedLanguages().flatMap(namesIn)),
    ...unambiguous(namesIn('en')),
    ...unambiguous(alpha2),
    ...Object.entries(otherNames),
  ]);
}

/** A name of several countries, like `Saint-Martin`, is undefined: nothing is sent to the wrong one. */
function unambiguous(names: [name: string, code: string][]): Map<string, string | undefined> {
  const found = new Map<string, string | undefined>();
  for (const [name, code] of names.filter(([, iso]) => isCountryCode(iso)))
    found.set(name, found.has(name) && found.get(name) !== code ? undefined : code);
  return found;
}

/** Removes what spellings of one name differ in: accents, apostrophes, `&`, `St.`, a leading `the`, what is in brackets. */
const normalized = (name: string): string =>
  name
    .normalize('NFD')
    .replaceAll(/[\u0300-\u036f'’.]|\(.*\)/g, '')
    .replaceAll('&', 'and')
    .toLowerCase()
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replace(/^the /, '')
    .replace(/^st /, 'saint ');
