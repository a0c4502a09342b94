import { defineEntity, OptionalProps, p, raw } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { v7 } from 'uuid';
import { Credit } from '../order/credit.entity.js';
import { queryIn, statement } from '../database/statement.js';
import { Payment } from './payment.entity.js';
import { RefundNotFailed, RefundTooLarge } from './payment.errors.js';
import { decimal } from '../common/money/money.js';

/** `canceled`: it failed, and the customer got the money by a refund in the provider's dashboard, or by a dispute. */
export const refundStatuses = ['pending', 'done', 'failed', 'canceled'] as const;
export type RefundStatus = (typeof refundStatuses)[number];
/** `provider`: it was made in the provider's own dashboard. */
export const refundSources = ['shop', 'provider'] as const;
export type RefundSource = (typeof refundSources)[number];

const RefundSchema = defineEntity({
  name: 'Refund',
  tableName: 'refunds',
  properties: {
    id: p.integer().primary(),
    uuid: p
      .uuid()
      .unique()
      .onCreate(() => v7()),
    payment: () => p.manyToOne(Payment).ref().index().deleteRule('restrict'),
    /** What the money is for; null for a payment that came too late, which was never owed. */
    credit: () => p.manyToOne(Credit).ref().nullable().index().deleteRule('restrict'),
    /** Minor units. */
    amount: p.bigint('number'),
    reason: p.string().default('').length(250),
    status: p.enum(refundStatuses).default('pending'),
    source: p.enum(refundSources).default('shop'),
    /** Counts from 1; each attempt is another refund at the provider. */
    attempt: p.integer().default(1),
    /** The provider's own id of the attempt; null until it has answered. */
    reference: p.string().nullable().length(100).unique(),
    /** Why the last attempt failed. */
    failure: p.string().nullable().length(200),
    created_at: p.datetime().defaultRaw('now()'),
    /** When the provider was last called. */
    tried_at: p.datetime().defaultRaw('now()'),
    /** Stays when it fails afterwards: it was credited then. */
    done_at: p.datetime().nullable(),
    failed_at: p.datetime().nullable(),
  },
  indexes: [
    {
      name: 'refunds_pending',
      expression: `create index refunds_pending on refunds (tried_at) where status = 'pending'`,
    },
    { name: 'refunds_of_status', properties: ['status', 'id'] },
    { name: 'refunds_of_source', properties: ['source', 'id'] },
  ],
  checks: [{ name: 'refunds_amount', expression: 'amount > 0' }],
});

/** Values: the payment's id, and a refund's that is left out. One that has failed after it was done is still owed. */
const leftOfPayment = statement<{ left: number }>(
  'refund_left',
  `
  select greatest(0, amount - coalesce((
    select sum(amount) from refunds
    where payment_id = $1 and id <> $2 and (status in ('pending', 'done') or status = 'failed' and done_at is not null)
  ), 0) - coalesce((select sum(withdrawn) from disputes where payment_id = $1), 0))::float8 as left
  from payments where id = $1
`,
);

/** Money owed to a customer from the moment it is created, and `done` as soon as the provider has paid it. */
export class Refund extends RefundSchema.class {
  [OptionalProps]?: 'key';

  /** What was paid less what went back or is to go back; minor units. Changes must be flushed. */
  static async left(em: EntityManager, payment: Payment, except?: Refund): Promise<number> {
    const [row] = await queryIn(em, leftOfPayment, [payment.id, except?.id ?? 0]);
    return row?.left ?? 0;
  }

  /** Reads a {@link key}. */
  static parseKey(key: string): { uuid: string; attempt: number } {
    return { uuid: key.slice(0, 36), attempt: Number(key.slice(37) || 1) };
  }

  /** The provider's idempotency key: another one for each attempt, as the old one would be answered as before. */
  get key(): string {
    return this.attempt === 1 ? this.uuid : `${this.uuid}-${this.attempt}`;
  }

  /** @param done_at by the clock of the database */
  finish(done_at: Date): void {
    this.status = 'done';
    this.done_at = done_at;
  }

  fail(reason: string): void {
    this.status = 'failed';
    this.failed_at = raw<Date>('now()');
    this.failure = reason.slice(0, 200);
  }

  cancel(): void {
    this.status = 'canceled';
  }

  /** The customer got so much of it by another refund. @param amount minor units */
  replace(amount: number): void {
    if (amount === this.amount) this.cancel();
    else this.amount -= amount;
  }

  /** @param left of the payment without this one, in minor units @throws RefundNotFailed, RefundTooLarge */
  retry(left: number, currency: string): void {
    if (this.status !== 'failed') throw new RefundNotFailed({ status: this.status });
    if (this.amount > left) throw new RefundTooLarge({ left: decimal(left, currency) });
    this.status = 'pending';
    this.attempt++;
    this.reference = null;
    this.failure = null;
    this.failed_at = null;
    this.tried_at = raw<Date>('now()');
  }
}

RefundSchema.setClass(Refund);
export { RefundSchema };
