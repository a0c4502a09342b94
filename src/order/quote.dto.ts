import { IsNotEmpty, IsString, IsUUID, MaxLength } from 'class-validator';
import { IsOptionalNotNull } from '../common/text/is-optional-not-null.js';
import { TaxExemptionDto } from './tax-exemption.dto.js';
import { BillingInput } from './billing.dto.js';

export class QuoteInput extends BillingInput {
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
  /** Why no tax is charged; absent where it is, and where a product is zero-rated. */
  exemption?: TaxExemptionDto;
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
