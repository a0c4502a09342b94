import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { BucketService } from '../bucket/bucket.service.js';
import type { Caller } from '../common/http/access.js';
import { decimal } from '../common/money/money.js';
import { Config } from '../config/config.js';
import { CustomerQueries } from '../customer/customer.queries.js';
import { Database } from '../database/database.js';
import { billingOf, buyerVatId } from './billing.js';
import { BucketEmpty } from './order.errors.js';
import { type OrderTotals, type PricingInput, PricingService } from './pricing.service.js';
import type { Quote, QuoteInput } from './quote.dto.js';

/** Quotes the bucket as an order would be priced. */
@Injectable()
export class QuoteService {
  constructor(
    private readonly database: Database,
    private readonly customers: CustomerQueries,
    private readonly buckets: BucketService,
    private readonly pricing: PricingService,
    private readonly config: Config,
  ) {}

  /** @throws BucketEmpty, CouponRefused, ShippingNotAvailable */
  async quote(me: Caller, { shipping_method, ...input }: QuoteInput): Promise<Quote> {
    const shipping_address = input.shipping_address ?? (await this.customers.delivery(me.id)).shipping_address;
    const { country, post_code } = shipping_address ?? {};
    const buyer_vat_id = buyerVatId({ billing: billingOf(input, shipping_address), shipping_address });
    return this.database.transaction((em) =>
      this.quoteBucket(em, me, { shipping_method, country, post_code, buyer_vat_id }),
    );
  }

  /** The coupon stays with the bucket until it is ordered or the coupon is removed. @throws BucketEmpty, CouponRefused */
  async setCoupon(me: Caller, code: string | null): Promise<Quote> {
    return this.database.transaction(async (em) => {
      await this.buckets.setCoupon(em, me, code);
      return this.quoteBucket(em, me, {});
    });
  }

  private async quoteBucket(
    em: EntityManager,
    me: Caller,
    shipping: Omit<PricingInput, 'customer' | 'lines' | 'coupon'>,
  ): Promise<Quote> {
    const { rows: lines } = await sql<PricingInput['lines'][number] & { coupon_code: string | null }>`
      select price, quantity, tax_rate, tax_exemption, is_service, coupon_code
      from buckets join bucket_lines on bucket_id = buckets.id join products on products.id = product_id
      where customer_id = ${me.id}
    `.execute(em.getKysely());
    if (!lines[0]) throw new BucketEmpty();
    const input = { ...shipping, customer: me.id, lines, coupon: lines[0].coupon_code };
    return toDto(await this.pricing.totals(em, input), this.config.get('CURRENCY'));
  }
}

const toDto = ({ subtotal, discount, shipping, tax, taxes, total, coupon }: OrderTotals, currency: string): Quote => ({
  subtotal: decimal(subtotal),
  discount: decimal(discount),
  shipping: decimal(shipping),
  tax: decimal(tax),
  taxes: taxes.map((each) => ({
    rate: each.rate,
    net: decimal(each.net),
    tax: decimal(each.tax),
    gross: decimal(each.gross),
    ...(each.exemption && { exemption: each.exemption }),
  })),
  total: decimal(total),
  currency,
  coupon: coupon?.code ?? null,
});
