import { defineEntity, p } from '@mikro-orm/core';
import { v7 } from 'uuid';
import { CouponRefused } from './promotion.errors.js';

/** By this application's own rules for upper case: those of databases differ. */
export const couponKey = (code: string): string => code.normalize('NFC').trim().toUpperCase();

const CouponSchema = defineEntity({
  name: 'Coupon',
  tableName: 'coupons',
  properties: {
    id: p.integer().primary(),
    uuid: p
      .uuid()
      .unique()
      .onCreate(() => v7()),
    code: p.string().length(40),
    /** The code in the one spelling by which it is found. */
    code_key: p
      .string()
      .length(120)
      .onCreate(({ code }: { code: string }) => couponKey(code))
      .onUpdate(({ code }: { code: string }) => couponKey(code)),
    /** Basis points of the lines; null where `amount` is set. */
    percent: p.integer().nullable(),
    /** Minor units; null where `percent` is set. */
    amount: p.bigint('number').nullable(),
    min_sum: p.bigint('number').default(0),
    starts_at: p.datetime().nullable(),
    ends_at: p.datetime().nullable(),
    max_uses: p.integer().nullable(),
    max_uses_per_customer: p.integer().nullable(),
    first_order_only: p.boolean().default(false),
    active: p.boolean().default(true),
    /** Orders with this coupon that are not canceled. */
    used: p.integer().default(0),
  },
  indexes: [{ name: 'coupons_code', expression: 'create unique index coupons_code on coupons (code_key)' }],
  checks: [
    { name: 'coupons_percent_or_amount', expression: 'num_nulls(percent, amount) = 1' },
    { name: 'coupons_used', expression: 'used >= 0' },
  ],
});

export interface CouponUsage {
  /** Sum of the lines, minor units. */
  subtotal: number;
  /** Orders of the customer that are not canceled. */
  orders: number;
  /** Those of them with this coupon. */
  uses: number;
  /** By the clock of the database, which all processes share. */
  now: Date;
}

export const couponRefusals = [
  'unknown',
  'not_started',
  'expired',
  'minimum',
  'first_order_only',
  'used_by_you',
  'used_up',
] as const;
export type CouponRefusal = (typeof couponRefusals)[number];

/** A discount on the lines of an order, never on its shipping. */
export class Coupon extends CouponSchema.class {
  /** Minor units. @throws CouponRefused */
  discountFor({ subtotal, orders, uses, now }: CouponUsage): number {
    const refuse = (reason: CouponRefusal): never => {
      throw new CouponRefused({ coupon: this.code, reason });
    };
    if (!this.active) refuse('unknown');
    if (this.starts_at && now < this.starts_at) refuse('not_started');
    if (this.ends_at && now >= this.ends_at) refuse('expired');
    if (subtotal < this.min_sum) refuse('minimum');
    if (this.first_order_only && orders > 0) refuse('first_order_only');
    if (isReached(this.max_uses_per_customer, uses)) refuse('used_by_you');
    if (isReached(this.max_uses, this.used)) refuse('used_up');
    if (this.percent) return Number((BigInt(subtotal) * BigInt(this.percent) + 5_000n) / 10_000n);
    return Math.min(this.amount ?? 0, subtotal);
  }

  /** The row must be locked: two orders at once would both take the last use. */
  use(): void {
    this.used++;
  }

  release(): void {
    this.used--;
  }
}

const isReached = (limit: number | null | undefined, uses: number): boolean =>
  typeof limit === 'number' && uses >= limit;

CouponSchema.setClass(Coupon);
export { CouponSchema };
