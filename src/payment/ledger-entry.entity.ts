import { defineEntity, type EntityManager, p } from '@mikro-orm/core';
import { refusing } from '../database/append-only.js';
import { Order } from '../order/order.entity.js';
import { refundTriggers } from '../order/sales-triggers.js';
import { Dispute } from './dispute.entity.js';
import { Payment } from './payment.entity.js';
import { Refund } from './refund.entity.js';

/** A refund that failed after it was done, and a dispute that was won, bring the money back by entries of their own. */
export const ledgerKinds = ['charge', 'refund', 'refund_failed', 'dispute', 'dispute_reversed'] as const;

const LedgerEntrySchema = defineEntity({
  name: 'LedgerEntry',
  tableName: 'payment_ledger',
  properties: {
    id: p.integer().primary(),
    order: () => p.manyToOne(Order).ref().index().deleteRule('restrict'),
    kind: p.enum(ledgerKinds),
    /** Minor units; negative for a refund and a dispute. */
    amount: p.bigint('number'),
    /** The payment, refund or dispute that moved the money. */
    payment: () => p.manyToOne(Payment).ref().nullable().unique().deleteRule('restrict'),
    refund: () => p.manyToOne(Refund).ref().nullable().deleteRule('restrict'),
    dispute: () => p.manyToOne(Dispute).ref().nullable().index().deleteRule('restrict'),
    /** The provider's own id of the refund: one that failed and was retried has several. */
    reference: p.string().nullable().length(100),
    created_at: p.datetime().defaultRaw('now()'),
  },
  indexes: [
    // Each attempt of a refund is booked once, and comes back once.
    {
      name: 'payment_ledger_of_refund',
      expression: `create unique index payment_ledger_of_refund on payment_ledger (refund_id, kind, coalesce(reference, ''))`,
    },
  ],
  triggers: [...refundTriggers, refusing('payment_ledger')],
  checks: [
    {
      name: 'payment_ledger_moves',
      expression: `(kind = 'charge' and amount >= 0 and payment_id is not null)
        or (kind = 'refund' and amount <= 0 and refund_id is not null)
        or (kind = 'refund_failed' and amount >= 0 and refund_id is not null)
        or (kind = 'dispute' and amount <= 0 and dispute_id is not null)
        or (kind = 'dispute_reversed' and amount >= 0 and dispute_id is not null)`.replaceAll(/\s+/g, ' '),
    },
  ],
});

/** Money that has moved. Rows are only ever added; the sum of an order's entries is what the shop holds for it. */
export class LedgerEntry extends LedgerEntrySchema.class {
  static charge(em: EntityManager, order: Order, payment: Payment): LedgerEntry {
    return em.create(LedgerEntry, { order, kind: 'charge', amount: payment.amount, payment });
  }

  static refund(em: EntityManager, order: Order, refund: Refund): LedgerEntry {
    const { amount, reference } = refund;
    return em.create(LedgerEntry, { order, kind: 'refund', amount: -amount, refund, reference });
  }

  static refundFailed(em: EntityManager, order: Order, refund: Refund): LedgerEntry {
    const { amount, reference } = refund;
    return em.create(LedgerEntry, { order, kind: 'refund_failed', amount, refund, reference });
  }

  /** @param withdrawn minor units; negative for money that was given back */
  static dispute(em: EntityManager, order: Order, dispute: Dispute, withdrawn: number): LedgerEntry {
    const kind = withdrawn > 0 ? 'dispute' : 'dispute_reversed';
    return em.create(LedgerEntry, { order, kind, amount: -withdrawn, dispute });
  }
}

LedgerEntrySchema.setClass(LedgerEntry);
export { LedgerEntrySchema };
