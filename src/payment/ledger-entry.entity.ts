import { defineEntity, type EntityManager, p } from '@mikro-orm/core';
import { Order } from '../order/order.entity.js';
import { Payment } from './payment.entity.js';
import { Refund } from './refund.entity.js';

export const ledgerKinds = ['charge', 'refund'] as const;

const LedgerEntrySchema = defineEntity({
  name: 'LedgerEntry',
  tableName: 'payment_ledger',
  properties: {
    id: p.integer().primary(),
    order: () => p.manyToOne(Order).ref().index().deleteRule('restrict'),
    kind: p.enum(ledgerKinds),
    /** Minor units; negative for a refund. */
    amount: p.bigint('number'),
    /** The payment or refund that moved the money: unique, so that each is booked once. */
    payment: () => p.manyToOne(Payment).ref().nullable().unique().deleteRule('restrict'),
    refund: () => p.manyToOne(Refund).ref().nullable().unique().deleteRule('restrict'),
    created_at: p.datetime().onCreate(() => new Date()),
  },
  checks: [
    {
      name: 'payment_ledger_moves',
      expression: `(kind = 'charge' and amount >= 0 and payment_id is not null) or (kind = 'refund' and amount <= 0 and refund_id is not null)`,
    },
  ],
});

/** Money that has moved. Rows are only ever added; the sum of an order's entries is what the shop holds for it. */
export class LedgerEntry extends LedgerEntrySchema.class {
  static charge(em: EntityManager, order: Order, payment: Payment): LedgerEntry {
    return em.create(LedgerEntry, { order, kind: 'charge', amount: payment.amount, payment });
  }

  static refund(em: EntityManager, order: Order, refund: Refund): LedgerEntry {
    return em.create(LedgerEntry, { order, kind: 'refund', amount: -refund.amount, refund });
  }
}

LedgerEntrySchema.setClass(LedgerEntry);
export { LedgerEntrySchema };
