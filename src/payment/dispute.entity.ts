import { defineEntity, type EntityManager, p, raw } from '@mikro-orm/core';
import { v7 } from 'uuid';
import { disputeStatuses, type ProviderDispute } from '../payment-provider/payment-provider.js';
import { Payment } from './payment.entity.js';

const DisputeSchema = defineEntity({
  name: 'Dispute',
  tableName: 'disputes',
  properties: {
    id: p.integer().primary(),
    uuid: p
      .uuid()
      .unique()
      .onCreate(() => v7()),
    payment: () => p.manyToOne(Payment).ref().index().deleteRule('restrict'),
    /** The provider's own id of the dispute. */
    reference: p.string().length(100).unique(),
    /** Minor units. */
    amount: p.bigint('number'),
    /** What the provider has taken from the shop and not given back; minor units. */
    withdrawn: p.bigint('number').default(0),
    reason: p.string().length(100),
    status: p.enum(disputeStatuses),
    evidence_due_at: p.datetime().nullable(),
    /** By the provider. */
    opened_at: p.datetime(),
    closed_at: p.datetime().nullable(),
  },
  indexes: [{ name: 'disputes_of_status', properties: ['status', 'id'] }],
  checks: [{ name: 'disputes_amount', expression: 'amount >= 0 and withdrawn >= 0' }],
});

/** A customer's demand at the bank to get the money of a payment back. */
export class Dispute extends DisputeSchema.class {
  static open(em: EntityManager, payment: Payment, report: ProviderDispute): Dispute {
    const { reference, amount, reason, status, opened_at } = report;
    return em.create(Dispute, { payment, reference, amount, reason, status, opened_at, withdrawn: 0, closed_at: null });
  }

  /** @returns what has been withdrawn since the last report, or given back, if negative; minor units */
  follow({ amount, withdrawn, reason, status, evidence_due_at }: ProviderDispute): number {
    const moved = withdrawn - this.withdrawn;
    const isClosed = status === 'won' || status === 'lost' || status === 'closed';
    Object.assign(this, { amount, withdrawn, reason, status, evidence_due_at });
    this.closed_at = isClosed ? (this.closed_at ?? raw<Date>('now()')) : null;
    return moved;
  }
}

DisputeSchema.setClass(Dispute);
export { DisputeSchema };
