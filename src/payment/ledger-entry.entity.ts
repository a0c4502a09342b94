import { defineEntity, p } from '@mikro-orm/core';
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
    /** Minor units; what went back is negative. */
    amount: p.bigint('number'),
    /** What moved it: each moves money once. */
    payment: () => p.manyToOne(Payment).ref().nullable().unique().deleteRule('restrict'),
    refund: () => p.manyToOne(Refund).ref().nullable().unique().deleteRule('restrict'),
    created: p.datetime().onCreate(() => new Date()),
  },
  checks: [
    {
      name: 'payment_ledger_moves',
      expression: `(kind = 'charge' and amount >= 0 and payment_id is not null) or (kind = 'refund' and amount <= 0 and refund_id is not null)`,
    },
  ],
});

/** Money that has moved. Rows are only ever added; per order they sum to what the shop has of it. */
export class LedgerEntry extends LedgerEntrySchema.class {}

LedgerEntrySchema.setClass(LedgerEntry);
export { LedgerEntrySchema };
