import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { ShopError } from '../common/http/shop-error.js';
import { sumOf, type TaxSubtotal, taxSubtotals } from '../common/money/tax.js';
import type { Coupon, CouponUsage } from '../promotion/coupon.entity.js';
import { CouponService } from '../promotion/coupon.service.js';
import type { ShippingMethod } from '../shipping/shipping-method.entity.js';
import { ShippingMethodService } from '../shipping/shipping-method.service.js';

export interface PricingInput {
  /** Id of the customer. */
  customer: number;
  /** Address for the mails of the order, by which coupons know a customer, too. */
  email?: string | null | undefined;
  /** Unit prices in minor units, tax included; rates in basis points. */
  lines: { price: number; quantity: number; tax_rate: number }[];
  shipping_method?: string | undefined;
  /** Of the address; without it there is no address. */
  country?: string | undefined;
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

export interface Estimate extends OrderTotals {
  /** Whether the totals include what shipping costs. */
  isShippingKnown: boolean;
  /** What an order would be refused for, of shipping and coupon. */
  refusals: ShopError[];
}

type Discount = Pick<OrderTotals, 'coupon' | 'discount'>;

const noDiscount: Discount = { coupon: null, discount: 0 };

/** Calculates the totals of an order, and of a quote by the same rules. */
@Injectable()
export class PricingService {
  constructor(
    private readonly coupons: CouponService,
    private readonly methods: ShippingMethodService,
  ) {}

  /**
   * @param couponLock a write lock where the coupon is used up: of two orders that want its last use, one waits and is refused
   * @throws ShippingMethodRequired, AddressRequired, ShippingNotAvailable, CouponRefused
   */
  async totals(em: EntityManager, input: PricingInput, couponLock = LockMode.NONE): Promise<OrderTotals> {
    const method = await this.methods.choose(em, input.shipping_method);
    method?.assertAvailable(input.country);
    return toTotals(input, method, await this.discount(em, input, couponLock));
  }

  /** As {@link totals}, for a bucket that is not complete yet: what would refuse an order is left out and told. */
  async estimate(em: EntityManager, input: PricingInput): Promise<Estimate> {
    const refusals: ShopError[] = [];
    const orElse =
      <Result>(fallback: Result) =>
      (error: unknown) => {
        if (!(error instanceof ShopError)) throw error;
        refusals.push(error);
        return fallback;
      };
    // An empty bucket is not shipped.
    if (input.lines.length === 0) return { ...toTotals(input, null, noDiscount), isShippingKnown: true, refusals };
    const method = await this.methods.choose(em, input.shipping_method).catch(orElse(undefined));
    try {
      method?.assertAvailable(input.country);
    } catch (error) {
      orElse(undefined)(error);
    }
    const discount = await this.discount(em, input, LockMode.NONE).catch(orElse(noDiscount));
    return { ...toTotals(input, method ?? null, discount), isShippingKnown: method !== undefined, refusals };
  }

  /** @throws CouponRefused */
  private async discount(em: EntityManager, input: PricingInput, lock: LockMode): Promise<Discount> {
    if (input.coupon === null) return noDiscount;
    const coupon = await this.coupons.byCode(em, input.coupon, lock);
    const usage = await this.usage(em, coupon, input);
    return { coupon, discount: coupon.discountFor({ subtotal: subtotalOf(input), ...usage }) };
  }

  /** Orders of the account, and of whoever gave its email or the one of this order. */
  private async usage(
    em: EntityManager,
    coupon: Coupon,
    { customer, email = null }: PricingInput,
  ): Promise<Omit<CouponUsage, 'subtotal'>> {
    const { rows } = await sql<{ orders: number; uses: number }>`
      select count(*)::int as orders, count(*) filter (where coupon_id = ${coupon.id})::int as uses
      from orders where status <> 'canceled' and (
        customer_id = ${customer} or lower(email) = lower(${email}::text)
        or lower(email) = (select lower(customers.email) from customers where customers.id = ${customer})
      )
    `.execute(em.getKysely());
    return rows[0] ?? { orders: 0, uses: 0 };
  }
}

const lineTotals = ({ lines }: PricingInput) =>
  lines.map(({ price, quantity, tax_rate }) => ({ total: price * quantity, tax_rate }));

const subtotalOf = (input: PricingInput): number => sumOf(lineTotals(input).map(({ total }) => total));

function toTotals(input: PricingInput, method: ShippingMethod | null, { coupon, discount }: Discount): OrderTotals {
  const subtotal = subtotalOf(input);
  const shipping = method?.priceFor(subtotal) ?? 0;
  const taxes = taxSubtotals({
    lines: lineTotals(input),
    shipping: method && shipping > 0 ? { price: shipping, tax_rate: method.tax_rate } : null,
    discount,
  });
  const tax = sumOf(taxes.map((each) => each.tax));
  return { subtotal, shipping, discount, tax, taxes, total: subtotal + shipping - discount, method, coupon };
}
