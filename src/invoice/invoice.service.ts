import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { Config } from '../config/config.js';
import { type Order, OrderLine } from '../order/order.entity.js';
import { type Correction, creditNoteDraft } from './credit-note-draft.js';
import { Invoice } from './invoice.entity.js';
import { invoiceDraft, type InvoicedOrder, type InvoiceSettlement } from './invoice-draft.js';
import { sellerFrom } from './seller.js';

/** Issues invoices and credit notes in the transaction that moves the money: document and number, no files. */
@Injectable()
export class InvoiceService {
  constructor(private readonly config: Config) {}

  /** Called before money is taken, because it must be invoiced. @throws SellerNotConfigured */
  assertInvoicingConfigured(): void {
    sellerFrom(this.config);
  }

  findForOrder(em: EntityManager, order: Order): Promise<Invoice | null> {
    return em.findOne(Invoice, { order, kind: 'invoice' });
  }

  /** An order has one invoice: a second call returns it. @throws SellerNotConfigured */
  async issue(em: EntityManager, order: Order, settlement: InvoiceSettlement): Promise<Invoice> {
    await this.lock(em, order);
    const issued = await this.findForOrder(em, order);
    if (issued) return issued;
    const draft = invoiceDraft(await this.load(em, order), sellerFrom(this.config), settlement);
    return Invoice.issue(em, order, draft);
  }

  /** @throws Error without an invoice, RangeError for more than is left to credit */
  async credit(em: EntityManager, order: Order, correction: Correction): Promise<Invoice> {
    await this.lock(em, order);
    const invoice = await this.findForOrder(em, order);
    if (!invoice) throw new Error(`order ${order.number} has no invoice that could be credited`);
    const notes = await em.find(Invoice, { corrects: invoice });
    const documents = notes.map(({ document }) => document);
    return Invoice.issue(em, order, creditNoteDraft(invoice.document, documents, correction), invoice);
  }

  /** Of two calls for one order, the second one sees what the first one issued. */
  private async lock(em: EntityManager, { id }: Order): Promise<void> {
    await sql`select from orders where id = ${id} for update`.execute(em.getKysely());
  }

  private async load(em: EntityManager, order: Order): Promise<InvoicedOrder> {
    const lines = await em.find(OrderLine, { order }, { orderBy: { id: 'asc' } });
    const customer = await order.customer.loadOrFail();
    const coupon = order.discount > 0 ? await order.coupon?.loadOrFail() : undefined;
    return { order, lines, customer, coupon: coupon?.code ?? null };
  }
}
