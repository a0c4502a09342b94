import { defineEntity, p, ref } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { v7 } from 'uuid';
import { dayOf } from '../config/calendar.js';
import { databaseNow } from '../database/clock.js';
import { refusing } from '../database/append-only.js';
import { Credit } from '../order/credit.entity.js';
import { Order } from '../order/order.entity.js';
import { invoiceTriggers } from '../order/sales-triggers.js';
import type { InvoiceDocument } from './invoice-document.js';
import type { InvoiceDraft } from './invoice-draft.js';
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
    /** What a credit note is for; null for older ones. */
    credit: () => p.manyToOne(Credit).ref().nullable().index().deleteRule('restrict'),
    /** The parcel of a cash order, whose units the invoice charges. */
    shipment_uuid: p.uuid().nullable(),
    /** Not `jsonb`, which would change its bytes. */
    document: p.json<InvoiceDocument>().columnType('json'),
    issued_at: p.datetime(),
    /** Minor units, tax included. */
    gross: p.bigint('number'),
  },
  indexes: [
    { name: 'invoices_by_issued', properties: ['issued_at', 'id'] },
    {
      name: 'invoices_credit_notes',
      expression: `create index invoices_credit_notes on invoices (issued_at, id) where kind = 'credit_note'`,
    },
    {
      name: 'invoices_one_of_order',
      expression: `create unique index invoices_one_of_order on invoices (order_id) where kind = 'invoice' and shipment_uuid is null`,
    },
    {
      name: 'invoices_one_of_shipment',
      expression: `create unique index invoices_one_of_shipment on invoices (shipment_uuid) where kind = 'invoice'`,
    },
  ],
  triggers: [...invoiceTriggers, refusing('invoices')],
  checks: [
    { name: 'invoices_corrects', expression: `(kind = 'credit_note') = (corrects_id is not null)` },
    { name: 'invoices_gross', expression: 'gross >= 0' },
  ],
});

/** Version of the layout and wording of new documents. */
const template = 1;

const series: Record<InvoiceKind, string> = { invoice: 'INV', credit_note: 'CRN' };

/** What a document is about, besides its order. */
interface InvoiceOrigin {
  corrects?: Invoice;
  credit?: Credit;
  /** Uuid of the parcel. */
  shipment?: string;
  /** By the clock of the database; left out, it is asked. */
  issued_at?: Date | undefined;
}

/** An invoice or a credit note. It is immutable: another document corrects it. */
export class Invoice extends InvoiceSchema.class {
  /** Takes the next number of its series last: other transactions that need one wait from then on. Written at the next flush. */
  static async issue(
    em: EntityManager,
    order: Order,
    draft: InvoiceDraft,
    origin: InvoiceOrigin = {},
  ): Promise<Invoice> {
    const { kind, totals } = draft;
    const { corrects, credit, shipment, issued_at = await databaseNow(em) } = origin;
    const issued = dayOf(issued_at);
    const number = await InvoiceNumber.next(em, series[kind], Number(issued.slice(0, 4)));
    const document = { number, issued, template, ...draft };
    const { gross } = totals;
    return em.create(Invoice, {
      uuid: v7(),
      number,
      kind,
      order,
      corrects: corrects ? ref(corrects) : null,
      credit: credit ? ref(credit) : null,
      shipment_uuid: shipment ?? null,
      document,
      issued_at,
      gross,
    });
  }
}

InvoiceSchema.setClass(Invoice);
export { InvoiceSchema };
