import { defineEntity, p } from '@mikro-orm/core';
import { v7 } from 'uuid';
import { Payment } from './payment.entity.js';

export const refundStatuses = ['pending', 'done'] as const;

const RefundSchema = defineEntity({
  name: 'Refund',
  tableName: 'refunds',
  properties: {
    id: p.integer().primary(),
    /** The provider's idempotency key, too. */
    uuid: p
      .uuid()
      .unique()
      .onCreate(() => v7()),
    payment: () => p.manyToOne(Payment).ref().index().deleteRule('restrict'),
    /** Minor units. */
    amount: p.bigint('number'),
    reason: p.string().default('').length(250),
    status: p.enum(refundStatuses).default('pending'),
    created: p.datetime().onCreate(() => new Date()),
    /** When the provider was last asked. */
    tried: p.datetime().onCreate(() => new Date()),
    done: p.datetime().nullable(),
  },
  indexes: [
    { name: 'refunds_pending', expression: `create index refunds_pending on refunds (tried) where status = 'pending'` },
  ],
  checks: [{ name: 'refunds_amount', expression: 'amount > 0' }],
});

/** Money on its way back. Promised when it is made; {@link done} once the provider says so. */
export class Refund extends RefundSchema.class {
  finish(): void {
    this.status = 'done';
    this.done = new Date();
  }
}

RefundSchema.setClass(Refund);
export { RefundSchema };
