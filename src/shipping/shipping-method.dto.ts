import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsInt,
  IsISO31661Alpha2,
  IsNotEmpty,
  IsString,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import { IsOptionalNotNull } from '../common/text/is-optional-not-null.js';
import { IsPrice } from '../common/money/is-amount.js';

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
}

export class AdminShippingMethod extends ShippingMethodDto {
  /** Basis points: 1900 is 19 %. @example 1900 */
  tax_rate: number;
  /** Whether customers can choose it. @example true */
  active: boolean;
}

export class ShippingMethodInput {
  /** @example "Parcel" */
  @IsString()
  @IsNotEmpty()
  @MaxLength(100)
  name: string;

  /** Tax included. @example "4.90" */
  @IsPrice()
  price: string;

  /** Sum of the lines from which shipping is free. @example "50.00" */
  @IsOptionalNotNull()
  @IsPrice()
  free_from?: string;

  /** Countries it ships to, ISO 3166-1 alpha-2; empty: all. @example ["DE","AT"] */
  @IsOptionalNotNull()
  @IsArray()
  @ArrayMaxSize(250)
  @IsISO31661Alpha2({ each: true })
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
}
