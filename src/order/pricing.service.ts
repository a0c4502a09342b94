import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { assertChargeable } from '../bucket/bucket.errors.js';
import { sumOf, type TaxSubtotal, taxSubtotals } from '../common/money/tax.js';
import type { Coupon, CouponUsage } from '../promotion/coupon.entity.js';
import { CouponService } from '../promotion/coupon.service.js';
import type { ShippingMethod } from '../shipping/shipping-method.entity.js';
import { ShippingMethodService } from '../shipping/shipping-method.service.js';

export interface PricingInput {
  /** Id of the customer. */
  customer: number;
  /** Unit prices in minor units, tax included; rates in basis points. */
  lines: { price: number; quantity: number; tax_rate: number }[];
  shipping_method?: string;
  country?: string;
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
  method: ShippingMethod | null;
  coupon: Coupon | null;
}

/** Calculates the totals of an order, and of a quote by the same rules. */
@Injectable()
export class PricingService {
  constructor(
    private readonly coupons: CouponService,
    private readonly methods: ShippingMethodService,
  ) {}

  /**
   * @param couponLock a write lock where the coupon is used up: of two orders that want its last use, one waits and is refused
   * @throws ShippingNotAvailable, CouponRefused, TotalTooLarge
   */
  async totals(em: EntityManager, input: PricingInput, couponLock = LockMode.NONE): Promise<OrderTotals> {
    const lines = input.lines.map(({ price, quantity, tax_rate }) => ({ total: price * quantity, tax_rate }));
    const subtotal = sumOf(lines.map(({ total }) => total));
    assertChargeable(subtotal);
    const { shipping_method, country } = input;
    const method = shipping_method === undefined ? null : await this.methods.forCountry(em, shipping_method, country);
    const coupon = input.coupon === null ? null : await this.coupons.byCode(em, input.coupon, couponLock);
    const discount = coupon?.discountFor({ subtotal, ...(await this.usage(em, coupon, input.customer)) }) ?? 0;
    const shipping = method?.priceFor(subtotal) ?? 0;
    const taxes = taxSubtotals({
      lines,
      shipping: method && shipping > 0 ? { price: shipping, tax_rate: method.tax_rate } : null,
      discount,
    });
    const tax = sumOf(taxes.map((each) => each.tax));
    const total = subtotal + shipping - discount;
    assertChargeable(total);
    return { subtotal, shipping, discount, tax, taxes, total, method, coupon };
  }

  private async usage(em: EntityManager, coupon: Coupon, customer: number): Promise<Omit<CouponUsage, 'subtotal'>> {
    const { rows } = await sql<{ orders: number; uses: number }>`
      select count(*)::int as orders, count(*) filter (where coupon_id = ${coupon.id})::int as uses
      from orders where customer_id = ${customer} and status <> 'canceled'
    `.execute(em.getKysely());
    return rows[0] ?? { orders: 0, uses: 0 };
  }
}
