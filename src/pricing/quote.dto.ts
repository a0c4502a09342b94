import { IsOptionalNotNull } from '../common/text/is-optional-not-null.js';
import { EmailAddress, Identifier, Uuid } from '../common/text/canonical.js';
import { BucketSummaryLine, BucketWarning } from '../bucket/bucket.dto.js';
import { decimal } from '../common/money/money.js';
import type { TaxSubtotal } from '../common/money/tax.js';
import { BillingInput } from './billing.dto.js';
import type { Estimate, OrderTotals } from './pricing.service.js';
import { TaxExemptionDto } from './tax-exemption.dto.js';

export class QuoteInput extends BillingInput {
  /** Uuid from `/api/shipping-methods`. Default: the shop's default method. @example "0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b88" */
  @IsOptionalNotNull()
  @Uuid()
  shipping_method?: string;

  /** The `email` of the order, by which coupons know a guest. Default: your own. @example "max.mustermann@email.com" */
  @IsOptionalNotNull()
  @EmailAddress()
  email?: string;
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

/** What an order of the bucket costs. */
class BucketTotals {
  /** Sum of the lines. @example "6.00" */
  subtotal: string;
  /** Discount of the coupon. @example "0.60" */
  discount: string;
  /** Null, and not part of the total, while no shipping method is chosen and the shop has no default. @example "4.90" */
  shipping: string | null;
  /** Tax within the total. @example "1.64" */
  tax: string;
  taxes: TaxSubtotalDto[];
  /** Total of an order placed now, usable as its `expected_total`. @example "10.30" */
  total: string;
  /** @example "EUR" */
  currency: string;
  /** The coupon that the discount comes from. @example "WELCOME10" */
  coupon: string | null;
}

export class Quote extends BucketTotals {
  /** @example "4.90" */
  declare shipping: string;
}

/** The totals as far as they are known: what an order still lacks is told by the summary's warnings. */
export class BucketEstimate extends BucketTotals {}

/** With the default shipping method, the default address and the coupon of the bucket. */
export class BucketSummary extends BucketTotals {
  lines: BucketSummaryLine[];
  warnings: BucketWarning[];
}

export const toTaxSubtotal = (
  { rate, net, tax, gross, exemption }: TaxSubtotal,
  currency?: string,
): TaxSubtotalDto => ({
  rate,
  net: decimal(net, currency),
  tax: decimal(tax, currency),
  gross: decimal(gross, currency),
  ...(exemption && { exemption }),
});

const toTotals = ({ subtotal, discount, tax, taxes, total, coupon }: OrderTotals, currency: string) => ({
  subtotal: decimal(subtotal),
  discount: decimal(discount),
  tax: decimal(tax),
  taxes: taxes.map((each) => toTaxSubtotal(each)),
  total: decimal(total),
  currency,
  coupon: coupon?.code ?? null,
});

export const toQuote = (totals: OrderTotals, currency: string): Quote => ({
  ...toTotals(totals, currency),
  shipping: decimal(totals.shipping),
});

export const toEstimate = (estimate: Estimate, currency: string): BucketEstimate => ({
  ...toTotals(estimate, currency),
  shipping: estimate.isShippingKnown ? decimal(estimate.shipping) : null,
});

export class BucketCoupon {
  /** Case-insensitive. @example "WELCOME10" */
  @Identifier(40)
  code: string;
}
