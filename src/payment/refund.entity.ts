import { defineEntity, p } from '@mikro-orm/core';
import { v7 } from 'uuid';
import { Credit } from '../order/credit.entity.js';
import { Payment } from './payment.entity.js';

export const refundStatuses = ['pending', 'done'] as const;

const RefundSchema = defineEntity({
  name: 'Refund',
  tableName: 'refunds',
  properties: {
    id: p.integer().primary(),
    /** Also the provider's idempotency key. */
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
    created_at: p.datetime().onCreate(() => new Date()),
    /** When the provider was last called. */
    tried_at: p.datetime().onCreate(() => new Date()),
    done_at: p.datetime().nullable(),
  },
  indexes: [
    {
      name: 'refunds_pending',
      expression: `create index refunds_pending on refunds (tried_at) where status = 'pending'`,
    },
  ],
  checks: [{ name: 'refunds_amount', expression: 'amount > 0' }],
});

/** Money owed to a customer from the moment it is created, and `done` as soon as the provider has paid it. */
export class Refund extends RefundSchema.class {
  finish(): void {
    this.status = 'done';
    this.done_at = new Date();
  }
}

RefundSchema.setClass(Refund);
export { RefundSchema };
