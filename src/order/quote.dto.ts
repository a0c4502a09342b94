import { Type } from 'class-transformer';
import { IsNotEmpty, IsString, IsUUID, MaxLength, ValidateNested } from 'class-validator';
import { IsOptionalNotNull } from '../common/text/is-optional-not-null.js';
import { PostalAddressDto } from '../customer/address.dto.js';

export class QuoteInput {
  /** Default: your default address. */
  @IsOptionalNotNull()
  @ValidateNested()
  @Type(() => PostalAddressDto)
  shipping_address?: PostalAddressDto;

  /** Uuid from `/api/shipping-methods`. @example "0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b88" */
  @IsOptionalNotNull()
  @IsUUID()
  shipping_method?: string;
}

export class TaxSubtotalDto {
  /** Basis points: 1900 is 19 %. @example 1900 */
  rate: number;
  /** @example "5.04" */
  net: string;
  /** @example "0.96" */
  tax: string;
  /** @example "6.00" */
  gross: string;
}

export class Quote {
  /** Sum of the lines. @example "6.00" */
  subtotal: string;
  /** Discount of the coupon. @example "0.60" */
  discount: string;
  /** @example "4.90" */
  shipping: string;
  /** Tax within the total. @example "1.64" */
  tax: string;
  taxes: TaxSubtotalDto[];
  /** Total of an order placed now, usable as its `expected_total`. @example "10.30" */
  total: string;
  /** @example "EUR" */
  currency: string;
  /** @example "WELCOME10" */
  coupon: string | null;
}

export class BucketCoupon {
  /** Case-insensitive. @example "WELCOME10" */
  @IsString()
  @IsNotEmpty()
  @MaxLength(40)
  code: string;
}
