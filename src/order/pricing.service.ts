import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { sumOf, type TaxSubtotal, taxSubtotals } from '../common/money/tax.js';
import { Coupon } from '../promotion/coupon.entity.js';
import { CouponRefused } from '../promotion/promotion.errors.js';
import { ShippingNotAvailable } from '../shipping/shipping.errors.js';
import { ShippingMethod } from '../shipping/shipping-method.entity.js';

/** What is to be priced: lines at the catalogue's prices, where they go, and what is taken off. */
export interface PricingInput {
  customer: number;
  lines: { price: number; quantity: number; tax_rate: number }[];
  shipping_method?: string;
  country?: string;
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

/**
 * What an order costs, told by a quote and asked again by the order itself.
 *
 * @param lock for the order, which uses the coupon up: of two that want its last use, one waits and is refused
 * @throws ShippingNotAvailable, CouponRefused
 */
export async function priceOf(em: EntityManager, wish: PricingInput, lock = LockMode.NONE): Promise<OrderTotals> {
  const lines = wish.lines.map(({ price, quantity, tax_rate }) => ({ total: price * quantity, tax_rate }));
  const subtotal = sumOf(lines.map(({ total }) => total));
  const method = await methodOf(em, wish);
  const coupon = await couponOf(em, wish.coupon, lock);
  const discount = coupon?.discountFor({ subtotal, ...(await usesOf(em, wish.customer, coupon)) }) ?? 0;
  const shipping = method ? method.priceFor(subtotal) : 0;
  const taxes = taxSubtotals({
    lines,
    shipping: method && shipping > 0 ? { price: shipping, tax_rate: method.tax_rate } : null,
    discount,
  });
  const tax = sumOf(taxes.map((each) => each.tax));
  return { subtotal, shipping, discount, tax, taxes, total: subtotal + shipping - discount, method, coupon };
}

async function methodOf(
  em: EntityManager,
  { shipping_method: uuid, country }: PricingInput,
): Promise<ShippingMethod | null> {
  if (uuid === undefined) return null;
  const method = await em.findOne(ShippingMethod, { uuid });
  if (!method) throw new ShippingNotAvailable({ shipping_method: uuid, country: country ?? null });
  method.ensureGoesTo(country);
  return method;
}

async function couponOf(em: EntityManager, code: string | null, lockMode: LockMode): Promise<Coupon | null> {
  if (code === null) return null;
  const { rows } = await sql<{ id: number }>`select id from coupons where lower(code) = lower(${code})`.execute(
    em.getKysely(),
  );
  const coupon = rows[0] && (await em.findOne(Coupon, rows[0].id, { lockMode }));
  if (!coupon) throw new CouponRefused({ coupon: code, reason: 'unknown' });
  return coupon;
}

async function usesOf(em: EntityManager, customer: number, coupon: Coupon): Promise<{ orders: number; uses: number }> {
  const { rows } = await sql<{ orders: number; uses: number }>`
    select count(*)::int as orders, count(*) filter (where coupon_id = ${coupon.id})::int as uses
    from orders where customer_id = ${customer} and status <> 'canceled'
  `.execute(em.getKysely());
  return rows[0] ?? { orders: 0, uses: 0 };
}
