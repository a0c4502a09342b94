import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import type { Caller } from '../common/http/access.js';
import { decimal } from '../common/money/money.js';
import { Config } from '../config/config.js';
import { BucketService } from '../bucket/bucket.service.js';
import { CustomerQueries } from '../customer/customer.queries.js';
import { Database } from '../database/database.js';
import { BucketEmpty } from './order.errors.js';
import { priceOf, type PricingInput } from './pricing.service.js';
import type { Quote, QuoteInput } from './quote.dto.js';

/** Says what an order would cost, by the same rules by which it is placed. */
@Injectable()
export class QuoteService {
  constructor(
    private readonly database: Database,
    private readonly customers: CustomerQueries,
    private readonly buckets: BucketService,
    private readonly config: Config,
  ) {}

  /** @throws BucketEmpty, CouponRefused, ShippingNotAvailable */
  async quote(me: Caller, { shipping_address, shipping_method }: QuoteInput): Promise<Quote> {
    const address = shipping_address ?? (await this.customers.delivery(me.id)).shipping_address;
    return this.database.transaction((em) => this.priced(em, me, { shipping_method, country: address?.country }));
  }

  /** The coupon stays with the bucket until its order, or until it is taken back. @throws BucketEmpty, CouponRefused */
  async setCoupon(me: Caller, code: string | null): Promise<Quote> {
    return this.database.transaction(async (em) => {
      await this.buckets.setCoupon(em, me, code);
      return this.priced(em, me, {});
    });
  }

  private async priced(
    em: EntityManager,
    me: Caller,
    where: Pick<PricingInput, 'shipping_method' | 'country'>,
  ): Promise<Quote> {
    const { rows: lines } = await sql<PricingInput['lines'][number] & { coupon_code: string | null }>`
      select price, quantity, tax_rate, coupon_code
      from buckets join bucket_lines on bucket_id = buckets.id join products on products.id = product_id
      where customer_id = ${me.id}
    `.execute(em.getKysely());
    if (!lines[0]) throw new BucketEmpty();
    const { coupon_code } = lines[0];
    const price = await priceOf(em, { ...where, customer: me.id, lines, coupon: coupon_code });
    return {
      subtotal: decimal(price.subtotal),
      discount: decimal(price.discount),
      shipping: decimal(price.shipping),
      tax: decimal(price.tax),
      taxes: price.taxes.map(({ rate, net, tax, gross }) => ({
        rate,
        net: decimal(net),
        tax: decimal(tax),
        gross: decimal(gross),
      })),
      total: decimal(price.total),
      currency: this.config.get('CURRENCY'),
      coupon: price.coupon?.code ?? null,
    };
  }
}
