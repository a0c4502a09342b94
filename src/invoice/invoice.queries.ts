import type { InferKyselyDB } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { type ExpressionBuilder, sql } from 'kysely';
import { jsonArrayFrom } from 'kysely/helpers/postgres';
import { decimal as decimalOf } from '../common/money/money.js';
import type { List, Page, PageQuery } from '../common/http/paging.js';
import { Database } from '../database/database.js';
import { listOf, type Sorting } from '../database/list.js';
import { decimal, iso, pageOf } from '../database/sql.js';
import type { OrderSchema, PaymentMethod } from '../order/order.entity.js';
import type { OrderSelector } from '../order/order-statements.js';
import { OrderQueries } from '../order/order.queries.js';
import type { InvoiceDocument } from './invoice-document.js';
import type { InvoiceDetail, InvoiceQuery, InvoiceRow } from './invoice.dto.js';
import type { InvoiceKind, InvoiceSchema } from './invoice.entity.js';
import type { InvoiceFileSchema, InvoiceFormat } from './invoice-file.entity.js';
import { InvoiceNotFound } from './invoice.errors.js';

export type Tables = InferKyselyDB<typeof InvoiceSchema | typeof InvoiceFileSchema | typeof OrderSchema>;

/** By id or uuid, without a check of the owner; or by a customer's own order: its first invoice, or a document of it by number. */
export type InvoiceSelector =
  | { id: number }
  | { uuid: string }
  | { customer: number; order: string; kind?: InvoiceKind; number?: string };

/** ISO days, both included. */
export interface Period {
  from: string;
  to: string;
}

export const batchSize = 100;

interface InvoiceWithFile {
  id: number;
  number: string;
  document: InvoiceDocument;
  content: Buffer | null;
}

/** Keeps texts that PostgreSQL cannot store, like null characters, out of the query. */
const documentNumber = /^(INV|CRN)-\d{4}-\d{6,12}$/;

@Injectable()
export class InvoiceQueries {
  constructor(
    private readonly database: Database,
    private readonly orders: OrderQueries,
  ) {}

  /** Latest first. */
  list({ kind, order, from, to, ...page }: InvoiceQuery): Promise<List<InvoiceRow>> {
    let invoices = this.invoices().where(issuedIn({ from, to }));
    if (kind) invoices = invoices.where('invoices.kind', '=', kind);
    if (order) invoices = invoices.where('orders.number', '=', order);
    return listOf(this.database, invoices.select(columns), latest, page);
  }

  /** The invoices and credit notes of a customer's own order, oldest first. @throws OrderNotFound, also for orders of others */
  async listOwn(order: OrderSelector, page: PageQuery): Promise<Page<InvoiceRow>> {
    const own = this.invoices().where('invoices.order_id', '=', await this.orders.idOf(order));
    return pageOf(own.select(columns).orderBy('invoices.id'), page);
  }

  /** @throws InvoiceNotFound, also for another customer's */
  async detail(selector: InvoiceSelector): Promise<InvoiceDetail> {
    const invoice = await this.select(selector)
      .select(['invoices.document', iso('invoices.issued_at').as('issued')])
      .select((invoice) => [
        jsonArrayFrom(creditNotesOf(invoice)).as('credit_notes'),
        jsonArrayFrom(othersOf(invoice)).as('other_invoices'),
      ])
      .executeTakeFirst();
    if (!invoice) throw new InvoiceNotFound();
    const { document, ...rest } = invoice;
    return { ...toDto(document), ...rest };
  }

  /** An invoice with its file, whose content is null until it is rendered. @throws InvoiceNotFound, also for another customer's */
  async file(selector: InvoiceSelector, format: InvoiceFormat): Promise<InvoiceWithFile> {
    const invoice = await this.select(selector)
      .leftJoin('invoice_files', (file) =>
        file.onRef('invoice_files.invoice_id', '=', 'invoices.id').on('invoice_files.format', '=', format),
      )
      .select(['invoices.id', 'invoices.number', 'invoices.document', 'invoice_files.content'])
      .executeTakeFirst();
    if (!invoice) throw new InvoiceNotFound();
    return invoice as InvoiceWithFile;
  }

  /** Of those issued in a period, oldest first, those after an id; at most a hundred. */
  batch(period: Period, after: number): Promise<{ id: number; issued: string }[]> {
    return this.invoices()
      .where(issuedIn(period))
      .where('invoices.id', '>', after)
      .orderBy('invoices.id')
      .limit(batchSize)
      .select(['invoices.id', iso('invoices.issued_at').as('issued')])
      .execute();
  }

  /** The invoices of orders, in the order of these and then of issue. */
  ofOrders(orders: string[]): Promise<{ id: number; order_uuid: string; lines: number }[]> {
    return this.invoices()
      .where('orders.uuid', 'in', orders)
      .where('invoices.kind', '=', 'invoice')
      .orderBy(sql`array_position(${orders}::uuid[], orders.uuid)`)
      .orderBy('invoices.id')
      .select([
        'invoices.id',
        'orders.uuid as order_uuid',
        sql<number>`json_array_length(invoices.document -> 'lines')`.as('lines'),
      ])
      .execute();
  }

  /** In the order of their ids as given. */
  async documents(ids: number[]): Promise<InvoiceDocument[]> {
    const invoices = await this.invoices()
      .where('invoices.id', 'in', ids)
      .orderBy(sql`array_position(${ids}::int[], invoices.id)`)
      .select('invoices.document')
      .execute();
    return invoices.map(({ document }) => document as InvoiceDocument);
  }

  async count(period: Period): Promise<number> {
    const { count } = await this.invoices()
      .where(issuedIn(period))
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    return Number(count);
  }

  private select(selector: InvoiceSelector) {
    const invoices = this.invoices();
    if ('id' in selector) return invoices.where('invoices.id', '=', selector.id);
    if ('uuid' in selector) return invoices.where('invoices.uuid', '=', selector.uuid);
    const { customer, order, kind = 'invoice', number } = selector;
    if (number !== undefined && !documentNumber.test(number)) throw new InvoiceNotFound();
    const own = invoices
      .where('orders.customer_id', '=', customer)
      .where('orders.uuid', '=', order)
      .where('invoices.kind', '=', kind)
      .orderBy('invoices.id')
      .limit(1);
    return number === undefined ? own : own.where('invoices.number', '=', number);
  }

  private invoices() {
    return this.database.sql<Tables>().selectFrom('invoices').innerJoin('orders', 'orders.id', 'invoices.order_id');
  }
}

/** By the day on the document, which is one of the shop's time zone; the index knows moments. */
/** Documents are read only near the ends of the period, where the zone of their day decides. */
const issuedIn =
  ({ from, to }: Partial<Period>) =>
  (invoice: ExpressionBuilder<Tables, 'invoices'>) => {
    const day = sql<string>`${invoice.ref('invoices.document')} ->> 'issued'`;
    const at = invoice.ref('invoices.issued_at');
    return invoice.and([
      ...(from ? [sql<boolean>`${at} >= ${from}::date - 1 and (${at} >= ${from}::date + 1 or ${day} >= ${from})`] : []),
      ...(to ? [sql<boolean>`${at} < ${to}::date + 2 and (${at} < ${to}::date or ${day} <= ${to})`] : []),
    ]);
  };

const latest: Sorting = {
  direction: 'desc',
  keys: [
    ['invoices.issued_at', 'timestamptz'],
    ['invoices.id', 'int'],
  ],
};

const columns = () =>
  [
    'invoices.uuid',
    'invoices.number',
    'invoices.kind',
    iso('invoices.issued_at').as('issued'),
    decimal('invoices.gross', 'orders.currency').as('gross'),
    'orders.currency',
    'orders.uuid as order_uuid',
    'orders.number as order',
  ] as const;

const creditNotesOf = (invoice: ExpressionBuilder<Tables, 'invoices' | 'orders'>) =>
  invoice
    .selectFrom('invoices as notes')
    .whereRef('notes.corrects_id', '=', 'invoices.id')
    .orderBy('notes.id')
    .select([
      'notes.number',
      iso('notes.issued_at').as('issued'),
      decimal('notes.gross', 'orders.currency').as('gross'),
    ]);

const othersOf = (invoice: ExpressionBuilder<Tables, 'invoices'>) =>
  invoice
    .selectFrom('invoices as others')
    .whereRef('others.order_id', '=', 'invoices.order_id')
    .whereRef('others.id', '<>', 'invoices.id')
    .where('others.kind', '=', 'invoice')
    .orderBy('others.id')
    .select([
      'others.number',
      iso('others.issued_at').as('issued'),
      decimal('others.gross', 'orders.currency').as('gross'),
    ]);

function toDto({ number, kind, order, currency, seller, buyer, lines, ...rest }: InvoiceDocument) {
  const { shipping, discount, tax, totals, payment, due, supply, delivery, tax_currency } = rest;
  const toDecimal = (minor: number) => decimalOf(minor, currency);
  const toDecimals = ({ net, tax, gross }: InvoiceDocument['totals']) => ({
    net: toDecimal(net),
    tax: toDecimal(tax),
    gross: toDecimal(gross),
  });
  const { name, address, post_code, city, country, vat_id, tax_id, email } = seller;
  return {
    number,
    kind,
    order: order.number,
    ...(order.reference && { reference: order.reference }),
    ...(supply && { supply }),
    ...(delivery && { delivery }),
    currency,
    seller: { name, address, post_code, city, country, vat_id, ...(tax_id && !vat_id && { tax_id }), email },
    buyer,
    lines: lines.map(({ uuid: _, charged: __, ...line }) => ({
      ...line,
      unit_price: toDecimal(line.unit_price),
      total: toDecimal(line.total),
    })),
    shipping: toDecimal(shipping?.gross ?? 0),
    discount: toDecimal(discount?.gross ?? 0),
    coupon: discount?.coupon ?? null,
    taxes: tax.map(({ rate, exemption, ...sums }) => ({ rate, ...toDecimals(sums), ...(exemption && { exemption }) })),
    ...toDecimals(totals),
    ...(tax_currency && { tax_currency: { ...tax_currency, tax: toDecimal(tax_currency.tax) } }),
    payment: {
      method: payment.method as PaymentMethod,
      state: payment.state,
      paid_on: payment.state === 'paid' ? payment.paid_on : null,
      due,
    },
  };
}
