import { PartialType } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsBoolean, IsIn, IsInt, Max, Min } from 'class-validator';
import { IsOptionalNotNull, IsOptionalNullable } from '../common/text/is-optional-not-null.js';
import { CountryCode, ShortText } from '../common/text/canonical.js';
import { IsPrice } from '../common/money/is-amount.js';
import { type ShippingKind, shippingKinds } from './shipping-method.entity.js';

export class ShippingMethodDto {
  /** @example "0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b88" */
  uuid: string;
  /** @example "Parcel" */
  name: string;
  /** Tax included. @example "4.90" */
  price: string;
  /** Sum of the lines from which shipping is free; null: never. @example "50.00" */
  free_from: string | null;
  /** Countries it ships to, ISO 3166-1 alpha-2; empty: all. @example ["DE","AT"] */
  countries: string[];
  /** `pickup` needs no address; `delivery` needs one in a country of the method. @example "delivery" */
  kind: ShippingKind;
  /** Whether an order that names no method takes this one. @example false */
  is_default: boolean;
}

export class AdminShippingMethod extends ShippingMethodDto {
  /** Basis points: 1900 is 19 %. @example 1900 */
  tax_rate: number;
  /** Whether customers can choose it. @example true */
  active: boolean;
}

export class ShippingMethodInput {
  /** @example "Parcel" */
  @ShortText(100)
  name: string;

  /** Tax included. @example "4.90" */
  @IsPrice()
  price: string;

  /** Sum of the lines from which shipping is free; null: never. @example "50.00" */
  @IsOptionalNullable()
  @IsPrice()
  free_from?: string | null;

  /** Countries it ships to, ISO 3166-1 alpha-2; empty: all. @example ["DE","AT"] */
  @IsOptionalNotNull()
  @IsArray()
  @ArrayMaxSize(250)
  @CountryCode({ each: true })
  countries?: string[];

  /** Basis points: 1900 is 19 %. @example 1900 */
  @IsOptionalNotNull()
  @IsInt()
  @Min(0)
  @Max(10_000)
  tax_rate?: number;

  /** Whether customers can choose it. @example true */
  @IsOptionalNotNull()
  @IsBoolean()
  active?: boolean;

  /** `pickup` needs no address; `delivery`, the default, needs one in a country of the method. @example "delivery" */
  @IsOptionalNotNull()
  @IsIn(shippingKinds)
  kind?: ShippingKind;

  /** Whether an order that names no method takes this one. Takes the mark off the one that had it. @example false */
  @IsOptionalNotNull()
  @IsBoolean()
  is_default?: boolean;
}

/** What is left out stays as it is; a method that becomes inactive is no longer the default. */
export class ShippingMethodChange extends PartialType(ShippingMethodInput, { skipNullProperties: false }) {}
