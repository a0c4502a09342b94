import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { dayOf } from '../config/calendar.js';
import { Config } from '../config/config.js';
import { Customer } from '../customer/customer.entity.js';
import { type EntityRow, findIn, statement } from '../database/statement.js';
import { type Order, OrderLine } from '../order/order.entity.js';
import { type Correction, creditNoteDraft } from './credit-draft.js';
import { ExchangeRateService } from './exchange-rate.service.js';
import { Invoice } from './invoice.entity.js';
import { invoiceDraft, type InvoicedOrder, type InvoiceSettlement } from './invoice-draft.js';
import { sellerFrom } from './seller.js';

/** Value: the order's id. */
const invoiceOfOrder = statement<EntityRow<Invoice>>(
  'invoice_of_order',
  `select row_to_json(invoices) as entity from invoices where order_id = $1 and kind = 'invoice'`,
);

const customerById = statement<EntityRow<Customer>>(
  'customer_of_id',
  'select row_to_json(customers) as entity from customers where id = $1',
);

/** Issues invoices and credit notes in the transaction that moves the money and has locked the order: document and number, no files. */
@Injectable()
export class InvoiceService {
  constructor(
    private readonly config: Config,
    private readonly rates: ExchangeRateService,
  ) {}

  /** Called before money is taken, because it must be invoiced. @throws SellerNotConfigured */
  assertInvoicingConfigured(): void {
    sellerFrom(this.config);
  }

  /** Called like {@link assertInvoicingConfigured}. @throws ExchangeRateMissing */
  assertRateKnown(): Promise<void> {
    return this.rates.assertKnown();
  }

  async findForOrder(em: EntityManager, { id }: Order): Promise<Invoice | undefined> {
    const [invoice] = await findIn(em, Invoice, invoiceOfOrder, [id]);
    return invoice;
  }

  /** An order has one invoice: a second call returns it. @throws SellerNotConfigured, ExchangeRateMissing */
  async issue(em: EntityManager, order: Order, settlement: InvoiceSettlement): Promise<Invoice> {
    const issued = await this.findForOrder(em, order);
    if (issued) return issued;
    const seller = sellerFrom(this.config);
    const rate = await this.rates.forDay(em, dayOf(settlement.state === 'paid' ? settlement.paid_at : new Date()));
    const profile = this.config.get('E_INVOICE_PROFILE');
    const draft = invoiceDraft(await this.load(em, order), { seller, settlement, profile, rate });
    return Invoice.issue(em, order, { ...draft, language: this.config.get('INVOICE_LANGUAGE') });
  }

  /** @throws Error without an invoice, RangeError for more than is left to credit */
  async credit(em: EntityManager, order: Order, correction: Correction): Promise<Invoice> {
    const invoice = await this.findForOrder(em, order);
    if (!invoice) throw new Error(`order ${order.number} has no invoice that could be credited`);
    const notes = await em.find(Invoice, { corrects: invoice });
    const documents = notes.map(({ document }) => document);
    return Invoice.issue(em, order, creditNoteDraft(invoice.document, documents, correction), invoice);
  }

  private async load(em: EntityManager, order: Order): Promise<InvoicedOrder> {
    const lines = await OrderLine.forOrder(em, order);
    const [customer] = await findIn(em, Customer, customerById, [order.customer.id]);
    if (!customer) throw new Error(`order ${order.number} has no customer`);
    const coupon = order.discount > 0 ? await order.coupon?.loadOrFail() : undefined;
    return { order, lines, customer, coupon: coupon?.code ?? null };
  }
}
