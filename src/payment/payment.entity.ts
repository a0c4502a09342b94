import { defineEntity, OptionalProps, p } from '@mikro-orm/core';
import { v7 } from 'uuid';
import { Order } from '../order/order.entity.js';
import type { Outcome } from './payment-provider.js';

export const paymentStatuses = [
  'started',
  'action_required',
  'authorized',
  'captured',
  'declined',
  'abandoned',
] as const;
export type PaymentStatus = (typeof paymentStatuses)[number];

const PaymentSchema = defineEntity({
  name: 'Payment',
  tableName: 'payments',
  properties: {
    id: p.integer().primary(),
    /** The provider's idempotency key, too. */
    uuid: p
      .uuid()
      .unique()
      .onCreate(() => v7()),
    order: () => p.manyToOne(Order).ref().index().deleteRule('restrict'),
    provider: p.string().length(20),
    status: p.enum(paymentStatuses).default('started'),
    /** Minor units. */
    amount: p.bigint('number'),
    currency: p.string().length(3),
    /** What the provider calls it. */
    reference: p.string().nullable().length(100),
    reason: p.string().nullable().length(200),
    redirect_url: p.string().nullable().length(2_000),
    created: p.datetime().onCreate(() => new Date()),
    updated: p
      .datetime()
      .onCreate(() => new Date())
      .onUpdate(() => new Date()),
  },
  indexes: [
    // Of an order, one payment at a time, and one at the most that has succeeded.
    {
      name: 'payments_one_open',
      expression: `create unique index payments_one_open on payments (order_id) where status in ('started', 'action_required', 'authorized', 'captured')`,
    },
    {
      name: 'payments_unsettled',
      expression: `create index payments_unsettled on payments (updated) where status in ('started', 'action_required', 'authorized')`,
    },
  ],
});

/** One attempt to pay an order. */
export class Payment extends PaymentSchema.class {
  [OptionalProps]?: 'isOver';

  get isOver(): boolean {
    return ['captured', 'declined', 'abandoned'].includes(this.status);
  }

  /** What the provider says has become of it. An attempt that is over stays as it is. */
  become(outcome: Outcome): void {
    if (this.isOver) return;
    if (outcome.status === 'unknown') {
      this.status = 'abandoned';
      return;
    }
    this.status = outcome.status;
    this.reference = outcome.reference ?? this.reference;
    this.reason = outcome.status === 'declined' ? outcome.reason : null;
    this.redirect_url = outcome.status === 'action_required' ? outcome.redirect_url : null;
  }
}

PaymentSchema.setClass(Payment);
export { PaymentSchema };
