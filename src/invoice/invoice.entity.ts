import { defineEntity, p, ref } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { v7 } from 'uuid';
import { Order } from '../order/order.entity.js';
import { day, type InvoiceDocument } from './invoice-document.js';
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
    /** Made when somebody first wants it, and from then on the same bytes. */
    pdf: p.blob().nullable().lazy().hidden(),
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

const series: Record<InvoiceKind, string> = { invoice: 'INV', credit_note: 'CRN' };

/** An invoice or a credit note. Nothing changes it: what was wrong with one, another one corrects. */
export class Invoice extends InvoiceSchema.class {
  /** Takes the next number of its series as late as can be, because the others wait for it. */
  static async issue(
    em: EntityManager,
    order: Order,
    facts: Omit<InvoiceDocument, 'number' | 'issued'>,
    corrects: Invoice | null = null,
  ): Promise<Invoice> {
    const { kind, totals } = facts;
    const issued = new Date();
    const number = await InvoiceNumber.next(em, series[kind], issued.getUTCFullYear());
    const document = { number, issued: day(issued), ...facts };
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
