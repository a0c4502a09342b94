import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { dayOf } from '../config/calendar.js';
import { Customer } from '../customer/customer.entity.js';
import { databaseNow } from '../database/clock.js';
import { type EntityRow, findIn, statement } from '../database/statement.js';
import { Credit, type CreditBase, type CreditedUnits } from '../order/credit.entity.js';
import { type Order, OrderLine } from '../order/order.entity.js';
import { allocateCredit, partsOf } from './credit-allocation.js';
import { type Correction, creditNoteDraft } from './credit-draft.js';
import { ExchangeRateService } from './exchange-rate.service.js';
import type { CreditedParts } from './invoice-document.js';
import { Invoice } from './invoice.entity.js';
import { type InvoiceCharges, orderCharges, parcelCharges } from './invoice-charges.js';
import { invoiceDraft, type InvoiceDraft, type InvoiceSettlement } from './invoice-draft.js';
import { grossLeft, type InvoiceRemainder, remainderOf, restOf } from './invoice-remainder.js';
import { sellerFrom } from './seller.js';
import { Settings } from '../settings/settings.js';

/** Value: the order's id. Oldest first. */
const invoicesOfOrder = statement<EntityRow<Invoice>>(
  'invoice_of_order',
  `select row_to_json(invoices) as entity from invoices where order_id = $1 and kind = 'invoice' order by id`,
);

const customerById = statement<EntityRow<Customer>>(
  'customer_of_id',
  'select row_to_json(customers) as entity from customers where id = $1',
);

/** Whether the money for an invoice has arrived. */
export type IsPaid = (invoice: Invoice) => boolean;

interface OpenInvoice {
  invoice: Invoice;
  remainder: InvoiceRemainder | undefined;
  /** Minor units. */
  left: number;
}

/** Issues invoices and credit notes in the transaction that moves the money and has locked the order: document and number, no files. */
@Injectable()
export class InvoiceService {
  constructor(
    private readonly settings: Settings,
    private readonly rates: ExchangeRateService,
  ) {}

  /** Called before money is taken, because it must be invoiced. @throws SellerNotConfigured */
  assertInvoicingConfigured(): void {
    sellerFrom(this.settings.current);
  }

  /** Called like {@link assertInvoicingConfigured}. @throws ExchangeRateMissing */
  assertRateKnown(): Promise<void> {
    return this.rates.assertKnown();
  }

  /** Oldest first: a cash order has one for each parcel. */
  findForOrder(em: EntityManager, { id }: Order): Promise<Invoice[]> {
    return findIn(em, Invoice, invoicesOfOrder, [id]);
  }

  /** A paid order has one invoice: a second call returns it. @param issued_at now, by the clock of the database @throws SellerNotConfigured, ExchangeRateMissing */
  async issue(em: EntityManager, order: Order, settlement: InvoiceSettlement, issued_at?: Date): Promise<Invoice> {
    const [issued] = await this.findForOrder(em, order);
    if (issued) return issued;
    const charges = orderCharges(order, await OrderLine.forOrder(em, order));
    return Invoice.issue(em, order, await this.draft(em, order, charges, settlement), { issued_at });
  }

  /**
   * Invoices the units of a parcel, which have left. None is issued where they are charged already by an invoice of the whole
   * order, as older versions issued it.
   *
   * @param shipment uuid of the parcel @throws SellerNotConfigured
   */
  async issueForParcel(
    em: EntityManager,
    order: Order,
    shipment: string,
    units: CreditedUnits[],
    isPaid: IsPaid,
  ): Promise<Invoice | undefined> {
    for (const credit of await em.find(Credit, { order, invoiced: null, kind: { $ne: 'cancellation' } }))
      await this.creditInvoices(em, order, credit, isPaid);
    await em.flush();
    const issued = await this.remainders(em, await this.findForOrder(em, order));
    const remainders = issued.flatMap(({ remainder }) => remainder ?? []);
    if (remainders.length < issued.length) return undefined;
    const charges = parcelCharges(order, await OrderLine.forOrder(em, order), units, remainders);
    if (charges.lines.length === 0) return undefined;
    const sent_at = await databaseNow(em);
    const draft = await this.draft(em, order, charges, { state: 'due', sent_at });
    return Invoice.issue(em, order, draft, { shipment, issued_at: sent_at });
  }

  /** @param shipment uuid of the parcel @returns its invoice, and what is left of it in minor units */
  async forParcel(em: EntityManager, shipment: string): Promise<{ invoice: Invoice; left: number } | undefined> {
    const invoice = await em.findOne(Invoice, { shipment_uuid: shipment, kind: 'invoice' });
    if (!invoice) return undefined;
    return { invoice, left: grossLeft(invoice.document, await this.notesOf(em, invoice)) };
  }

  /** Takes back the invoice of a parcel whose units are to be sent again, with another one. @param shipment uuid of the parcel */
  async reverseForParcel(em: EntityManager, order: Order, shipment: string): Promise<void> {
    const invoice = await em.findOne(Invoice, { shipment_uuid: shipment, kind: 'invoice' });
    if (!invoice) return;
    const notes = await this.notesOf(em, invoice);
    const left = remainderOf(invoice.document, notes);
    if (!left || left.gross === 0) return;
    const draft = creditNoteDraft(invoice.document, notes, {
      parts: restOf(invoice.document, left),
      amount: left.gross,
      reason: 'the parcel is sent again',
    });
    await Invoice.issue(em, order, draft, { corrects: invoice });
    await em.flush();
  }

  /**
   * Corrects the invoice of a paid order by a credit, whose lines must be loaded with their order lines.
   *
   * @throws Error without an invoice, RangeError for more than is left to credit
   */
  async credit(em: EntityManager, order: Order, credit: Credit, refunded_at?: Date): Promise<Invoice> {
    const [invoice] = await this.findForOrder(em, order);
    if (!invoice) throw new Error(`order ${order.number} has no invoice that could be credited`);
    return this.correct(em, order, credit, invoice, { parts: partsOf(credit), amount: credit.amount, refunded_at });
  }

  /**
   * Corrects the invoices of a cash order: that of the parcel which the credit is about, then those whose money has arrived, or,
   * for parcels that did not, those whose money has not.
   *
   * @returns the amounts of the credit notes in minor units, by the invoice they correct
   */
  async creditInvoices(em: EntityManager, order: Order, credit: Credit, isPaid: IsPaid): Promise<[Invoice, number][]> {
    await credit.lines.loadItems({ populate: ['order_line'] });
    const isUnpaid = ['cancellation', 'loss', 'refusal', 'credit'].includes(credit.kind);
    const isOfParcel = ({ shipment_uuid }: Invoice) => shipment_uuid != null && shipment_uuid === credit.shipment_uuid;
    const rank = (invoice: Invoice) => (isOfParcel(invoice) ? 0 : isPaid(invoice) === isUnpaid ? 2 : 1);
    const invoices = (await this.findForOrder(em, order)).toSorted((a, b) => rank(a) - rank(b));
    const open = await this.remainders(em, invoices);
    const itemized = open.flatMap(({ invoice, remainder }) => (remainder ? [{ invoice, remainder }] : []));
    credit.invoiced = invoices.length > 0;
    if (itemized.length < open.length) return this.creditOldInvoice(em, order, credit, open, isPaid);
    const parts = allocateCredit(
      order,
      await OrderLine.forOrder(em, order),
      credit,
      itemized.map(({ remainder }) => remainder),
    );
    const amounts: [Invoice, number][] = [];
    for (const [at, { invoice }] of itemized.entries()) {
      const part = parts[at];
      const amount = part ? amountOf(part) : 0;
      if (!part || amount === 0) continue;
      const refunded_at = isPaid(invoice) ? await databaseNow(em) : undefined;
      await this.correct(em, order, credit, invoice, { parts: part, amount, refunded_at });
      amounts.push([invoice, amount]);
    }
    return amounts;
  }

  /** What is left of the paid invoices of a cash order. */
  async paidBase(em: EntityManager, order: Order, isPaid: IsPaid): Promise<CreditBase | undefined> {
    const open = await this.remainders(em, (await this.findForOrder(em, order)).filter(isPaid));
    const left = open.flatMap(({ remainder }) => remainder ?? []);
    if (left.length < open.length) return undefined;
    const ofLine = ({ uuid }: OrderLine) => left.reduce((sum, { lines }) => sum + (lines.get(uuid)?.amount ?? 0), 0);
    const lines = await OrderLine.forOrder(em, order);
    return {
      lines: new Map(lines.map((line) => [line, ofLine(line)])),
      shipping: left.reduce((sum, { shipping }) => sum + shipping, 0),
    };
  }

  notesFor(em: EntityManager, credit: Credit): Promise<Invoice[]> {
    return em.find(Invoice, { credit }, { orderBy: { id: 1 } });
  }

  /** An older version invoiced the whole order at once, and did not say what it charged for which line. */
  private async creditOldInvoice(
    em: EntityManager,
    order: Order,
    credit: Credit,
    [first]: OpenInvoice[],
    isPaid: IsPaid,
  ): Promise<[Invoice, number][]> {
    const amount = Math.min(credit.amount, first?.left ?? 0);
    if (!first || amount === 0 || credit.kind === 'cancellation') return [];
    const refunded_at = isPaid(first.invoice) ? await databaseNow(em) : undefined;
    await this.correct(em, order, credit, first.invoice, { parts: partsOf(credit), amount, refunded_at });
    return [[first.invoice, amount]];
  }

  private async correct(
    em: EntityManager,
    order: Order,
    credit: Credit,
    invoice: Invoice,
    correction: Omit<Correction, 'reason'>,
  ): Promise<Invoice> {
    const notes = await this.notesOf(em, invoice);
    const draft = creditNoteDraft(invoice.document, notes, { ...correction, reason: credit.reason });
    return Invoice.issue(em, order, draft, { corrects: invoice, credit });
  }

  private async notesOf(em: EntityManager, invoice: Invoice) {
    const notes = await em.find(Invoice, { corrects: invoice }, { orderBy: { id: 1 } });
    return notes.map(({ document }) => document);
  }

  private async remainders(em: EntityManager, invoices: Invoice[]): Promise<OpenInvoice[]> {
    const open = [];
    for (const invoice of invoices) {
      const notes = await this.notesOf(em, invoice);
      const left = grossLeft(invoice.document, notes);
      open.push({ invoice, remainder: remainderOf(invoice.document, notes), left });
    }
    return open;
  }

  /** Credits from before are in the charges, so that no credit note is due for them. */
  private async draft(
    em: EntityManager,
    order: Order,
    charges: InvoiceCharges,
    settlement: InvoiceSettlement,
  ): Promise<InvoiceDraft> {
    if (order.credited > 0)
      await sql`update order_credits set invoiced = false where order_id = ${order.id} and invoiced is null`.execute(
        em.getKysely(),
      );
    const [customer] = await findIn(em, Customer, customerById, [order.customer.id]);
    if (!customer) throw new Error(`order ${order.number} has no customer`);
    const coupon = order.discount > 0 ? await order.coupon?.loadOrFail() : undefined;
    const invoiced = { order, charges, customer, coupon: coupon?.code ?? null };
    const settings = this.settings.current;
    const seller = sellerFrom(settings);
    const rate = await this.rates.forDay(
      em,
      dayOf(settlement.state === 'paid' ? settlement.paid_at : settlement.sent_at),
    );
    const profile = settings.E_INVOICE_PROFILE;
    const draft = invoiceDraft(invoiced, { seller, settlement, profile, rate });
    return { ...draft, language: settings.INVOICE_LANGUAGE };
  }
}

const amountOf = ({ lines, shipping, shipping_goodwill }: CreditedParts): number =>
  lines.reduce((sum, { amount }) => sum + amount, shipping + shipping_goodwill);
