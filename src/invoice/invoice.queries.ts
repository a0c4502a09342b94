import type { InferKyselyDB } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { ExpressionBuilder } from 'kysely';
import { jsonArrayFrom } from 'kysely/helpers/postgres';
import { decimal as toDecimal } from '../common/money/money.js';
import type { Page } from '../common/http/paging.js';
import { Database } from '../database/database.js';
import { decimal, iso, pageOf } from '../database/sql.js';
import type { OrderSchema } from '../order/order.entity.js';
import type { InvoiceDocument } from './invoice-document.js';
import type { InvoiceDetail, InvoiceQuery, InvoiceRow } from './invoice.dto.js';
import type { InvoiceSchema } from './invoice.entity.js';
import type { InvoiceFileSchema, InvoiceFormat } from './invoice-file.entity.js';
import { InvoiceNotFound } from './invoice.errors.js';

export type Tables = InferKyselyDB<typeof InvoiceSchema | typeof InvoiceFileSchema | typeof OrderSchema>;

/** One for whoever may see all; or of a customer's own order: its invoice, or the credit note of a number. */
export type Which = { id: number } | { uuid: string } | { customer: number; order: string; creditNote?: string };

interface InvoiceWithFile {
  id: number;
  number: string;
  document: InvoiceDocument;
  content: Buffer | null;
}

/** Anything else PostgreSQL might not even hold. */
const creditNotes = /^CRN-\d{4}-\d{6,12}$/;

@Injectable()
export class InvoiceQueries {
  constructor(private readonly database: Database) {}

  /** Latest first. */
  list({ kind, order, ...page }: InvoiceQuery): Promise<Page<InvoiceRow>> {
    let invoices = this.invoices();
    if (kind) invoices = invoices.where('invoices.kind', '=', kind);
    if (order) invoices = invoices.where('orders.number', '=', order);
    return pageOf(invoices.select(columns).orderBy('invoices.id', 'desc'), page);
  }

  /** @throws InvoiceNotFound, also for somebody else's */
  async detail(which: Which): Promise<InvoiceDetail> {
    const invoice = await this.which(which)
      .select(['invoices.document', iso('invoices.issued').as('issued')])
      .select((invoice) => jsonArrayFrom(creditNotesOf(invoice)).as('credit_notes'))
      .executeTakeFirst();
    if (!invoice) throw new InvoiceNotFound();
    const { document, ...rest } = invoice;
    return { ...told(document), ...rest };
  }

  /** An invoice with its file of a format; without content where none was rendered yet. @throws InvoiceNotFound, also for somebody else's */
  async file(which: Which, format: InvoiceFormat): Promise<InvoiceWithFile> {
    const invoice = await this.which(which)
      .leftJoin('invoice_files', (file) =>
        file.onRef('invoice_files.invoice_id', '=', 'invoices.id').on('invoice_files.format', '=', format),
      )
      .select(['invoices.id', 'invoices.number', 'invoices.document', 'invoice_files.content'])
      .executeTakeFirst();
    if (!invoice) throw new InvoiceNotFound();
    return invoice as InvoiceWithFile;
  }

  private which(which: Which) {
    const invoices = this.invoices();
    if ('id' in which) return invoices.where('invoices.id', '=', which.id);
    if ('uuid' in which) return invoices.where('invoices.uuid', '=', which.uuid);
    const { customer, order, creditNote } = which;
    if (creditNote !== undefined && !creditNotes.test(creditNote)) throw new InvoiceNotFound();
    const own = invoices.where('orders.customer_id', '=', customer).where('orders.uuid', '=', order);
    return creditNote === undefined
      ? own.where('invoices.kind', '=', 'invoice')
      : own.where('invoices.kind', '=', 'credit_note').where('invoices.number', '=', creditNote);
  }

  private invoices() {
    return this.database.sql<Tables>().selectFrom('invoices').innerJoin('orders', 'orders.id', 'invoices.order_id');
  }
}

const columns = () =>
  [
    'invoices.uuid',
    'invoices.number',
    'invoices.kind',
    iso('invoices.issued').as('issued'),
    decimal('invoices.gross').as('gross'),
    'orders.currency',
    'orders.uuid as order_uuid',
    'orders.number as order',
  ] as const;

const creditNotesOf = (invoice: ExpressionBuilder<Tables, 'invoices'>) =>
  invoice
    .selectFrom('invoices as notes')
    .whereRef('notes.corrects_id', '=', 'invoices.id')
    .orderBy('notes.id')
    .select(['notes.number', iso('notes.issued').as('issued'), decimal('notes.gross').as('gross')]);

/** What the document says, in the words of the wire. */
function told({ number, kind, order, currency, seller, buyer, lines, ...rest }: InvoiceDocument) {
  const { shipping, discount, tax, totals, payment, due } = rest;
  const { name, address, post_code, city, country, vat_id, email } = seller;
  return {
    number,
    kind,
    order: order.number,
    currency,
    seller: { name, address, post_code, city, country, vat_id, email },
    buyer,
    lines: lines.map((line) => ({
      ...line,
      unit_price: toDecimal(line.unit_price),
      total: toDecimal(line.total),
    })),
    shipping: toDecimal(shipping?.gross ?? 0),
    discount: toDecimal(discount?.gross ?? 0),
    coupon: discount?.coupon ?? null,
    taxes: tax.map(({ rate, ...sums }) => ({ rate, ...sumsOf(sums) })),
    ...sumsOf(totals),
    payment: {
      method: payment.method,
      state: payment.state,
      paid_on: payment.state === 'paid' ? payment.paid_on : null,
      due,
    },
  };
}

const sumsOf = ({ net, tax, gross }: InvoiceDocument['totals']) => ({
  net: toDecimal(net),
  tax: toDecimal(tax),
  gross: toDecimal(gross),
});
