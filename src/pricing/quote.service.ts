import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { BucketService } from '../bucket/bucket.service.js';
import type { Caller } from '../common/http/access.js';
import { Config } from '../config/config.js';
import type { PostalAddress } from '../customer/address.entity.js';
import { defaultAddressOf } from '../customer/customer.queries.js';
import { Database } from '../database/database.js';
import { assertCounted } from '../promotion/coupon-attempts.js';
import { CouponRefused } from '../promotion/promotion.errors.js';
import { availableSql } from '../stock/availability.js';
import { StockService } from '../stock/stock.service.js';
import { billingOf, buyerVatId } from './billing.js';
import { BucketEmpty } from './pricing.errors.js';
import { type PricingInput, PricingService } from './pricing.service.js';
import { type BucketEstimate, type Quote, type QuoteInput, toEstimate, toQuote } from './quote.dto.js';

type BucketLineRow = PricingInput['lines'][number] & { product: number; available: boolean };

/** What an order would take from the account and its bucket. */
interface BucketDefaults {
  coupon: string | null;
  email: string | null;
  address: PostalAddress | null;
}

/** Quotes the bucket as an order would be priced, and refuses what an order would refuse. */
@Injectable()
export class QuoteService {
  constructor(
    private readonly database: Database,
    private readonly buckets: BucketService,
    private readonly pricing: PricingService,
    private readonly stock: StockService,
    private readonly config: Config,
  ) {}

  /** @throws BucketEmpty, ProductNotAvailable, NotEnoughStock, ShippingMethodRequired, AddressRequired, ShippingNotAvailable, CouponRefused */
  async quote(me: Caller, input: QuoteInput, isCounted: boolean): Promise<Quote> {
    return this.database.transaction(async (em) => {
      const lines = await this.linesOf(em, me);
      if (lines.length === 0) throw new BucketEmpty();
      const refused = lines.find(({ available }) => !available);
      if (refused) throw await this.stock.allocationError(em, refused.product);
      const totals = await this.pricing.totals(em, await this.pricingInput(em, me, lines, input, isCounted));
      return toQuote(totals, this.config.get('CURRENCY'));
    });
  }

  /** The coupon stays with the bucket until it is ordered or the coupon is removed. @throws BucketEmpty, CouponRefused */
  async setCoupon(me: Caller, code: string): Promise<BucketEstimate> {
    return this.database.transaction(async (em) => {
      await this.buckets.setCoupon(em, me, code);
      const lines = await this.linesOf(em, me);
      if (lines.length === 0) throw new BucketEmpty();
      const estimate = await this.estimate(em, me, lines);
      const refused = estimate.refusals.find((refusal) => refusal instanceof CouponRefused);
      if (refused) throw refused;
      return toEstimate(estimate, this.config.get('CURRENCY'));
    });
  }

  async removeCoupon(me: Caller): Promise<BucketEstimate> {
    return this.database.transaction(async (em) => {
      await this.buckets.setCoupon(em, me, null);
      return toEstimate(await this.estimate(em, me, await this.linesOf(em, me)), this.config.get('CURRENCY'));
    });
  }

  /** By the default shipping method, the default address and the coupon of the bucket. */
  async estimate(em: EntityManager, me: Caller, lines: PricingInput['lines']) {
    return this.pricing.estimate(em, await this.pricingInput(em, me, lines));
  }

  private async pricingInput(
    em: EntityManager,
    me: Caller,
    lines: PricingInput['lines'],
    { shipping_method, ...input }: QuoteInput = {},
    isCounted = true,
  ): Promise<PricingInput> {
    const { rows } = await sql<BucketDefaults>`
      select coupon_code as coupon, email, ${sql.raw(defaultAddressOf('customers.id'))} as address
      from customers left join buckets on buckets.customer_id = customers.id where customers.id = ${me.id}
    `.execute(em.getKysely());
    const own = rows[0];
    if (own) assertCounted(isCounted, own, input.email);
    const shipping_address = input.shipping_address ?? own?.address ?? null;
    return {
      customer: me.id,
      lines,
      shipping_method,
      coupon: own?.coupon ?? null,
      email: input.email ?? own?.email,
      country: shipping_address?.country,
      post_code: shipping_address?.post_code,
      buyer_vat_id: buyerVatId({ billing: billingOf(input, shipping_address), shipping_address }),
    };
  }

  /** Oldest first, as an order allocates them. */
  private async linesOf(em: EntityManager, me: Caller): Promise<BucketLineRow[]> {
    const { rows } = await sql<BucketLineRow>`
      select products.id as product, price, quantity, tax_rate, tax_exemption, is_service, (${sql.raw(availableSql('quantity'))}) as available
      from buckets join bucket_lines on bucket_id = buckets.id join products on products.id = product_id
      where customer_id = ${me.id} order by bucket_lines.id
    `.execute(em.getKysely());
    return rows;
  }
}
