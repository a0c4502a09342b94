import { isISO31661Alpha2 } from 'class-validator';

/**
 * ISO 3166-1 alpha-2 of a country, which the document's clients may call by its code, its English name or its name in
 * its own language: `UA`, `Ukraine`, `Україна`.
 */
export function countryCode(called: string): string | undefined {
  codes ??= new Map(allCodes().flatMap((code) => namesOf(code).map((name) => [plain(name), code])));
  return codes.get(plain(called));
}

let codes: Map<string, string> | undefined;

const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
const allCodes = () =>
  letters.flatMap((first) => letters.map((second) => first + second)).filter((code) => isISO31661Alpha2(code));

const namesOf = (code: string): string[] => {
  const languages = ['en', new Intl.Locale(`und-${code}`).maximize().language];
  return [code, ...languages.map((language) => new Intl.DisplayNames(language, { type: 'region' }).of(code) ?? code)];
};

const plain = (name: string) => name.trim().toLowerCase();
