import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { ValidateBy } from 'class-validator';
import { canonicalPhone } from './phone.js';
import { canonicalPostCode, needsPostCode } from './post-code.js';

interface InCountry {
  country?: unknown;
}

const countryOf = ({ country }: InCountry): string | undefined =>
  typeof country === 'string' ? country.trim().toUpperCase() : undefined;

/**
 * A post code of the `country` of the same input, in the form that this knows; empty only where it has none, or where many addresses are written without. What is none of
 * the country's is taken as it is: rules of post codes change, and no order is lost for one that is newer than ours.
 */
export const PostCode = (): PropertyDecorator =>
  applyDecorators(
    Transform(({ value, obj }: { value: unknown; obj: InCountry }) =>
      typeof value === 'string' ? canonicalPostCode(value.trim(), countryOf(obj)) : value,
    ),
    ValidateBy({
      name: 'postCode',
      validator: {
        validate: (value, given) => value !== '' || !isMissed(countryOf(given?.object ?? {})),
        defaultMessage: () => '$property must be given for an address in this country',
      },
    }),
  );

const isMissed = (country: string | undefined): boolean =>
  country !== undefined && /^[A-Z]{2}$/.test(country) && needsPostCode(country);

/** A phone number, of the `country` of the same input where it begins with no other; stored in E.164. */
export const Phone = (): PropertyDecorator =>
  applyDecorators(
    Transform(({ value, obj }: { value: unknown; obj: InCountry }) =>
      typeof value === 'string' ? (canonicalPhone(value, countryOf(obj)) ?? value.trim()) || undefined : value,
    ),
    ValidateBy({
      name: 'phone',
      validator: {
        validate: (value) => typeof value === 'string' && canonicalPhone(value, undefined) === value,
        defaultMessage: () =>
          '$property must be a phone number like +49 30 123456: with + and the prefix of its country, unless it is of the country of the address',
      },
    }),
  );
