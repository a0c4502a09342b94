import { defineEntity, p, ref } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { v7 } from 'uuid';
import { Order } from '../order/order.entity.js';
import { day, type InvoiceDocument } from './invoice-document.js';
import type { Draft } from './invoice-draft.js';
import { InvoiceNumber } from './invoice-number.entity.js';

export const invoiceKinds = ['invoice', 'credit_note'] as const;
export type InvoiceKind = (typeof invoiceKinds)[number];

const InvoiceSchema = defineEntity({
  name: 'Invoice',
  tableName: 'invoices',
  properties: {
    id: p.integer().primary(),
    uuid: p
      .uuid()
      .unique()
      .onCreate(() => v7()),
    number: p.string().unique().length(20),
    kind: p.enum(invoiceKinds),
    order: () => p.manyToOne(Order).ref().index().deleteRule('restrict'),
    /** The invoice of a credit note. */
    corrects: () => p.manyToOne(Invoice).ref().nullable().index().deleteRule('restrict'),
    /** Not `jsonb`: it stays as it was written, byte for byte. */
    document: p.json<InvoiceDocument>().columnType('json'),
    issued: p.datetime(),
    /** Minor units, tax included. */
    gross: p.bigint('number'),
  },
  indexes: [
    {
      name: 'invoices_one_of_order',
      expression: `create unique index invoices_one_of_order on invoices (order_id) where kind = 'invoice'`,
    },
  ],
  checks: [
    { name: 'invoices_corrects', expression: `(kind = 'credit_note') = (corrects_id is not null)` },
    { name: 'invoices_gross', expression: 'gross >= 0' },
  ],
});

/** The layout and wording of documents that are issued today. */
const template = 1;

const series: Record<InvoiceKind, string> = { invoice: 'INV', credit_note: 'CRN' };

/** An invoice or a credit note. Nothing changes it: what was wrong with one, another one corrects. */
export class Invoice extends InvoiceSchema.class {
  /** Takes the next number of its series as late as can be, because the others wait for it. */
  static async issue(em: EntityManager, order: Order, draft: Draft, corrects: Invoice | null = null): Promise<Invoice> {
    const { kind, totals } = draft;
    const issued = new Date();
    const number = await InvoiceNumber.next(em, series[kind], issued.getUTCFullYear());
    const document = { number, issued: day(issued), template, ...draft };
    const { gross } = totals;
    const invoice = em.create(Invoice, {
      number,
      kind,
      order,
      corrects: corrects && ref(corrects),
      document,
      issued,
      gross,
    });
    await em.flush();
    return invoice;
  }
}

InvoiceSchema.setClass(Invoice);
export { InvoiceSchema };
