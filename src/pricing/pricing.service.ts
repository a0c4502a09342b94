import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { assertChargeable } from '../bucket/bucket.errors.js';
import { type Charged, charged, type Priced, taxRulesOf } from './tax-treatment.js';
import { ShopError } from '../common/http/shop-error.js';
import { sumOf, type TaxSubtotal, taxSubtotals } from '../common/money/tax.js';
import type { Coupon, CouponUsage } from '../promotion/coupon.entity.js';
import { CouponService } from '../promotion/coupon.service.js';
import type { ShippingMethod } from '../shipping/shipping-method.entity.js';
import { ShippingMethodService } from '../shipping/shipping-method.service.js';
import { Settings } from '../settings/settings.js';

export interface PricingInput {
  /** Id of the customer. */
  customer: number;
  /** Address for the mails of the order, by which coupons know a customer, too. */
  email?: string | null | undefined;
  /** Unit prices in minor units, tax included; rates in basis points. */
  lines: (Priced & { quantity: number })[];
  shipping_method?: string | undefined;
  /** Of the address; without it there is no address. */
  country?: string | undefined;
  post_code?: string | undefined;
  buyer_vat_id?: string | undefined;
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

export interface Estimate extends OrderTotals {
  /** Whether the totals include what shipping costs. */
  isShippingKnown: boolean;
  /** What an order would be refused for, of shipping and coupon. */
  refusals: ShopError[];
}

/** Of the lines and the shipping, without a discount. */
interface Charges {
  lines: (Charged & { quantity: number })[];
  subtotal: number;
  parcel: Charged | null;
}

type Discount = Pick<OrderTotals, 'coupon' | 'discount'>;

const noDiscount: Discount = { coupon: null, discount: 0 };

/** Calculates the totals of an order, and of a quote by the same rules. */
@Injectable()
export class PricingService {
  constructor(
    private readonly coupons: CouponService,
    private readonly methods: ShippingMethodService,
    private readonly settings: Settings,
  ) {}

  /**
   * @param couponLock a write lock where the coupon is used up: of two orders that want its last use, one waits and is refused
   * @throws ShippingMethodRequired, AddressRequired, ShippingNotAvailable, CouponRefused, TotalTooLarge
   */
  async totals(em: EntityManager, input: PricingInput, couponLock = LockMode.NONE): Promise<OrderTotals> {
    const method = await this.methods.choose(em, input.shipping_method);
    method?.assertAvailable(input.country);
    const charges = this.charge(input, method);
    return toTotals(charges, method, await this.discount(em, input, charges.subtotal, couponLock));
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
    if (input.lines.length === 0)
      return { ...toTotals(this.charge(input, null), null, noDiscount), isShippingKnown: true, refusals };
    const method = await this.methods.choose(em, input.shipping_method).catch(orElse(undefined));
    try {
      method?.assertAvailable(input.country);
    } catch (error) {
      orElse(undefined)(error);
    }
    const charges = this.charge(input, method ?? null);
    const discount = await this.discount(em, input, charges.subtotal, LockMode.NONE).catch(orElse(noDiscount));
    return { ...toTotals(charges, method ?? null, discount), isShippingKnown: method !== undefined, refusals };
  }

  /** What is picked up is supplied at the seller's, wherever the buyer lives. @throws TotalTooLarge */
  private charge(input: PricingInput, method: ShippingMethod | null): Charges {
    const { country, post_code, buyer_vat_id } = input;
    const to = country === undefined || method?.kind === 'pickup' ? undefined : { country, post_code };
    const supply = { to, buyer_vat_id };
    const rules = taxRulesOf(this.settings.current);
    const lines = input.lines.map((line) => ({ ...charged(line, supply, rules), quantity: line.quantity }));
    const subtotal = sumOf(lines.map(({ price, quantity }) => price * quantity));
    assertChargeable(subtotal);
    const parcel = method && { price: method.priceFor(subtotal), tax_rate: method.tax_rate };
    return { lines, subtotal, parcel: parcel && charged(parcel, supply, rules) };
  }

  /** @throws CouponRefused */
  private async discount(em: EntityManager, input: PricingInput, subtotal: number, lock: LockMode): Promise<Discount> {
    if (input.coupon === null) return noDiscount;
    const coupon = await this.coupons.byCode(em, input.coupon, lock);
    const usage = await this.usage(em, coupon, input);
    return { coupon, discount: coupon.discountFor({ subtotal, ...usage }) };
  }

  /**
   * Orders of the account, and of whoever gave its email or the one of this order. Anybody may order with an email: against an
   * account that confirmed it, an open order of others counts once it is confirmed or paid.
   */
  private async usage(
    em: EntityManager,
    coupon: Coupon,
    { customer, email = null }: PricingInput,
  ): Promise<Omit<CouponUsage, 'subtotal'>> {
    const { rows } = await sql<{ now: string; orders: number; uses: number }>`
      with account as (
        select lower(email) as email, email_confirmed_at is not null as is_confirmed from customers where id = ${customer}
      )
      select clock_timestamp() as now, count(*)::int as orders, count(*) filter (where coupon_id = ${coupon.id})::int as uses
      from orders where status <> 'canceled' and (
        customer_id = ${customer} or lower(email) = lower(${email}::text) or lower(email) = (select email from account)
      ) and (
        customer_id <> ${customer} and status = 'new' and paid_at is null
        and lower(email) = (select email from account where is_confirmed)
        and exists (select from unverified_orders where order_uuid = orders.uuid and unverified_orders.confirmed_at is null)
      ) is not true
    `.execute(em.getKysely());
    if (!rows[0]) throw new Error('a count has a row');
    return { ...rows[0], now: new Date(rows[0].now) };
  }
}

/** @throws TotalTooLarge */
function toTotals(
  { lines, subtotal, parcel }: Charges,
  method: ShippingMethod | null,
  { coupon, discount }: Discount,
): OrderTotals {
  const shipping = parcel?.price ?? 0;
  const amounts = lines.map(({ price, quantity, ...tax }) => ({ ...tax, total: price * quantity }));
  const taxes = taxSubtotals({ lines: amounts, shipping: parcel && shipping > 0 ? parcel : null, discount });
  const tax = sumOf(taxes.map((each) => each.tax));
  const total = subtotal + shipping - discount;
  assertChargeable(total);
  return { subtotal, shipping, discount, tax, taxes, total, lines, shipping_tax: parcel, method, coupon };
}
