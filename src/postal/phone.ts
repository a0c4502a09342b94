import type { CountryCode } from 'libphonenumber-js';
import { createRequire } from 'node:module';

const load = createRequire(import.meta.url);
let loaded: typeof import('libphonenumber-js') | undefined;

/** Loaded with the first number, because it takes 18 MiB. */
const phones = () => (loaded ??= load('libphonenumber-js') as typeof import('libphonenumber-js'));

/** As it is dialed from another country. What its country does not know stays as it was typed, as new numbers come up. */
const international = /^\+(?:[ ()./-]*\d){4,17}$/;

/** Lists of contacts put marks of direction around numbers. */
const unseen = /\p{Default_Ignorable_Code_Point}/gu;

/**
 * A phone number in E.164, as it is dialed from anywhere; undefined for what is none.
 *
 * @param country of a number without its country's prefix, ISO 3166-1 alpha-2
 */
export function canonicalPhone(text: string, country: unknown): string | undefined {
  const typed = text.normalize('NFKC').replaceAll(unseen, '').trim();
  const number = phones().parsePhoneNumberFromString(typed, { defaultCountry: knownCountry(country), extract: false });
  if (number?.isPossible()) return number.ext ? `${number.number} ext. ${number.ext}` : number.number;
  return international.test(typed) ? typed : undefined;
}

const knownCountry = (country: unknown): CountryCode | undefined =>
  typeof country === 'string' && phones().isSupportedCountry(country) ? country : undefined;
