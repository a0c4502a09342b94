import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { ValidateBy } from 'class-validator';
import { ValidationFailed } from '../http/request.errors.js';
import { amountForm, decimalPattern, minor, priceForm, pricePattern, totalForm, totalPattern } from './money.js';

/** The documents name the patterns of the shop's currency; decorators run before it is chosen, and leave these in their place. */
export const amountPatterns: Record<string, () => RegExp> = {
  amount: () => decimalPattern(),
  price: () => pricePattern(),
  orderAmount: () => /^\d{1,16}(\.\d{1,3})?$/,
  total: () => totalPattern(),
};

const isText = (kind: string, form: () => string) => (): PropertyDecorator =>
  applyDecorators(
    ApiProperty({ pattern: kind }),
    ValidateBy({
      name: 'matches',
      validator: {
        validate: (value) => typeof value === 'string' && amountPatterns[kind]!().test(value),
        defaultMessage: (args) => `${args?.property} must be ${form()}`,
      },
    }),
  );

/** A sum in the shop's currency, `3` or `2.50`. */
export const IsAmount = isText('amount', amountForm);

/** A sum in the currency of an order, which may be older than the shop's: {@link minorIn} knows its digits. */
export const IsOrderAmount = isText('orderAmount', amountForm);

/** What a product, a parcel or a coupon may cost. */
export const IsPrice = isText('price', priceForm);

/** A sum as the shop writes it, with all its digits. */
export const IsTotal = isText('total', totalForm);

/** Minor units of the currency of an order. @throws ValidationFailed */
export function minorIn(currency: string, text: string, field = 'amount'): number {
  if (!decimalPattern(currency).test(text))
    throw new ValidationFailed([{ field, errors: [`${field} must be ${amountForm(currency)}`] }]);
  return minor(text, currency);
}
