import { ValidateBy } from 'class-validator';
import { canonicalVatNumber, expectedVatNumber, isVatNumber } from './vat-number.js';

/** For `@Transform`: the canonical form; nothing where it is blank: forms send empty fields. */
export const canonicalOrNone = ({ value }: { value: unknown }): unknown =>
  typeof value === 'string' ? canonicalVatNumber(value) || undefined : value;

/** A VAT number whose format and check digits are right. @param countryOf whose number it must be, if that is known */
export const IsVatNumber = <Input extends object>(countryOf: (input: Partial<Input>) => unknown): PropertyDecorator => {
  const country = (input: object) => {
    const country = countryOf(input);
    return typeof country === 'string' && /^[A-Z]{2}$/.test(country) ? country : undefined;
  };
  return ValidateBy({
    name: 'isVatNumber',
    validator: {
      validate: (value, given) =>
        typeof value === 'string' && isVatNumber(value, given ? country(given.object) : undefined),
      defaultMessage: (given) => `$property must be ${expectedVatNumber(given ? country(given.object) : undefined)}`,
    },
  });
};
