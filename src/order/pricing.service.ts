import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { Config } from '../config/config.js';
import { type Charged, charged, type Priced, taxRulesOf, type TaxRules } from './tax-treatment.js';
import { sumOf, type TaxSubtotal, taxSubtotals } from '../common/money/tax.js';
import type { Coupon, CouponUsage } from '../promotion/coupon.entity.js';
import { CouponService } from '../promotion/coupon.service.js';
import type { ShippingMethod } from '../shipping/shipping-method.entity.js';
import { ShippingMethodService } from '../shipping/shipping-method.service.js';

export interface PricingInput {
  /** Id of the customer. */
  customer: number;
  /** Unit prices in minor units, tax included; rates in basis points. */
  lines: (Priced & { quantity: number })[];
  shipping_method?: string;
  country?: string;
  post_code?: string;
  buyer_vat_id?: string;
  /** Its code. */
  coupon: string | null;
}

/** Minor units, tax included. */
export interface OrderTotals {
  subtotal: number;
  shipping: number;
  discount: number;
  tax: number;
  taxes: TaxSubtotal[];
  total: number;
  /** The lines, with the price and the tax of this order. */
  lines: Charged[];
  /** Of the shipping, if any. */
  shipping_tax: Omit<Charged, 'price'> | null;
  method: ShippingMethod | null;
  coupon: Coupon | null;
}

/** Calculates the totals of an order, and of a quote by the same rules. */
@Injectable()
export class PricingService {
  private readonly rules: TaxRules;

  constructor(
    private readonly coupons: CouponService,
    private readonly methods: ShippingMethodService,
    config: Config,
  ) {
    this.rules = taxRulesOf(config);
  }

  /**
   * @param couponLock a write lock where the coupon is used up: of two orders that want its last use, one waits and is refused
   * @throws ShippingNotAvailable, CouponRefused
   */
  async totals(em: EntityManager, input: PricingInput, couponLock = LockMode.NONE): Promise<OrderTotals> {
    const { shipping_method, country, post_code, buyer_vat_id } = input;
    const supply = { to: country === undefined ? undefined : { country, post_code }, buyer_vat_id };
    const lines = input.lines.map((line) => ({ ...charged(line, supply, this.rules), quantity: line.quantity }));
    const amounts = lines.map(({ price, quantity, ...tax }) => ({ ...tax, total: price * quantity }));
    const subtotal = sumOf(amounts.map(({ total }) => total));
    const method = shipping_method === undefined ? null : await this.methods.forCountry(em, shipping_method, country);
    const coupon = input.coupon === null ? null : await this.coupons.byCode(em, input.coupon, couponLock);
    const discount = coupon?.discountFor({ subtotal, ...(await this.usage(em, coupon, input.customer)) }) ?? 0;
    const parcel =
      method && charged({ price: method.priceFor(subtotal), tax_rate: method.tax_rate }, supply, this.rules);
    const shipping = parcel?.price ?? 0;
    const taxes = taxSubtotals({ lines: amounts, shipping: parcel && shipping > 0 ? parcel : null, discount });
    const tax = sumOf(taxes.map((each) => each.tax));
    const total = subtotal + shipping - discount;
    return { subtotal, shipping, discount, tax, taxes, total, lines, shipping_tax: parcel, method, coupon };
  }

  private async usage(em: EntityManager, coupon: Coupon, customer: number): Promise<Omit<CouponUsage, 'subtotal'>> {
    const { rows } = await sql<{ orders: number; uses: number }>`
      select count(*)::int as orders, count(*) filter (where coupon_id = ${coupon.id})::int as uses
      from orders where customer_id = ${customer} and status <> 'canceled'
    `.execute(em.getKysely());
    return rows[0] ?? { orders: 0, uses: 0 };
  }
}
