import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { decimal } from '../common/money/money.js';
import { InvoiceService } from '../invoice/invoice.service.js';
import type { Order } from '../order/order.entity.js';
import { OrderCreationService } from '../order/order-creation.service.js';
import { OrderMails } from '../order/order-mails.js';
import { LedgerEntry } from './ledger-entry.entity.js';
import { Payment } from './payment.entity.js';
import type { Refund } from './refund.entity.js';

/** What follows from a payment or a refund, in the same transaction. The order must be locked. */
@Injectable()
export class PaymentEffects implements OnModuleInit {
  constructor(
    private readonly invoices: InvoiceService,
    private readonly mails: OrderMails,
    private readonly orders: OrderCreationService,
  ) {}

  onModuleInit(): void {
    this.orders.onFree((em, order) => this.onFree(em, order));
  }

  /** An order that costs nothing is paid when it is placed, by whatever method. @throws SellerNotConfigured */
  private async onFree(em: EntityManager, order: Order): Promise<void> {
    LedgerEntry.charge(em, order, Payment.create(em, order, 'free', 'captured'));
    await this.onPaid(em, order);
  }

  /** @throws SellerNotConfigured */
  async onPaid(em: EntityManager, order: Order): Promise<void> {
    order.transitionTo('paid');
    const { uuid } = await this.invoices.issue(em, order, { state: 'paid', paid_at: order.paid_at ?? new Date() });
    await this.mails.confirm(em, order, [{ kind: 'invoice', ref: uuid }]);
  }

  /** Sends one mail per order, however many attempts fail: the address may not be the buyer's own. */
  async onDeclined(em: EntityManager, order: Order, { id, reason }: Payment): Promise<void> {
    if ((await em.count(Payment, { order, status: 'declined', id: { $ne: id } })) > 0) return;
    const { number, total, currency } = order;
    const data = { number, reason: reason ?? '', total: decimal(total, currency), currency, retry_url: null };
    await this.mails.send(em, order, { kind: 'payment_failed', data });
  }

  /** A payment that came too late, for the order or for the attempt, was never invoiced and needs no credit note. */
  async onRefunded(em: EntityManager, order: Order, refund: Refund, payment: Payment): Promise<void> {
    const { amount, reason, done_at } = refund;
    const correction = { amount, reason, refunded: done_at ?? new Date() };
    const isInvoiced = payment.status === 'captured' && (await this.invoices.findForOrder(em, order));
    const note = isInvoiced ? await this.invoices.credit(em, order, correction) : null;
    const data = { number: order.number, amount: decimal(amount, order.currency), currency: order.currency };
    await this.mails.send(em, order, { kind: 'refunded', data: { ...data, credit_note: note?.number ?? null } });
  }

  /** Invoices a cash order with its first parcel; any other order has its invoice since it was paid. @throws SellerNotConfigured */
  async onShipped(em: EntityManager, order: Order): Promise<void> {
    const { payment, paid_at } = order;
    if (payment === 'cash')
      await this.invoices.issue(em, order, paid_at ? { state: 'paid', paid_at } : { state: 'due' });
  }

  /** A cash order is paid on delivery. */
  onCashCollected(em: EntityManager, order: Order): void {
    LedgerEntry.charge(em, order, Payment.create(em, order, 'cash', 'captured'));
    order.paid_at = new Date();
  }
}
