import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { decimal } from '../common/money/money.js';
import { InvoiceService } from '../invoice/invoice.service.js';
import type { Order } from '../order/order.entity.js';
import { OrderMails } from '../order/order-mails.js';
import { LedgerEntry } from './ledger-entry.entity.js';
import { Payment } from './payment.entity.js';
import type { Refund } from './refund.entity.js';

/** What follows when an order is paid, or is not: in the same transaction, because none may be without the other. */
@Injectable()
export class PaymentEffects {
  constructor(
    private readonly invoices: InvoiceService,
    private readonly mails: OrderMails,
  ) {}

  /** Asked before money is taken: there must be an invoice for it. @throws SellerUnknown */
  ensurePossible(): void {
    this.invoices.assertInvoicingConfigured();
  }

  async paid(em: EntityManager, order: Order): Promise<void> {
    order.become('paid');
    await em.flush();
    const { uuid } = await this.invoices.issue(em, order, { state: 'paid', paid_at: order.paid ?? new Date() });
    await this.mails.confirm(em, order, [{ kind: 'invoice', ref: uuid }]);
  }

  /** One mail, however often it is tried: the address may be somebody else's. */
  async failed(em: EntityManager, order: Order, { id, reason }: Payment): Promise<void> {
    if ((await em.count(Payment, { order, status: 'declined', id: { $ne: id } })) > 0) return;
    const { number, total, currency } = order;
    const data = { number, reason: reason ?? '', total: decimal(total), currency, retry_url: null };
    await this.mails.send(em, order, { kind: 'payment_failed', data });
  }

  /** Money that came too late, for the order or for the attempt, was never invoiced and needs no credit note. */
  async refunded(em: EntityManager, order: Order, refund: Refund, payment: Payment): Promise<void> {
    const { amount, reason, done } = refund;
    const correction = { amount, reason, refunded: done ?? new Date() };
    const isInvoiced = payment.status === 'captured' && (await this.invoices.findForOrder(em, order));
    const note = isInvoiced ? await this.invoices.credit(em, order, correction) : null;
    const data = { number: order.number, amount: decimal(amount), currency: order.currency };
    await this.mails.send(em, order, { kind: 'refunded', data: { ...data, credit_note: note?.number ?? null } });
  }

  /** A cash order is invoiced when it leaves; any other has been since it was paid. @throws SellerUnknown */
  async shipped(em: EntityManager, order: Order): Promise<void> {
    const { payment, paid } = order;
    if (payment === 'cash')
      await this.invoices.issue(em, order, paid ? { state: 'paid', paid_at: paid } : { state: 'due' });
  }

  /** A cash order that was delivered was paid at the door. */
  async collectCash(em: EntityManager, order: Order): Promise<void> {
    const payment = em.create(Payment, {
      order,
      provider: 'cash',
      status: 'captured',
      amount: order.total,
      currency: order.currency,
    });
    em.create(LedgerEntry, { order, kind: 'charge', amount: order.total, payment });
    order.paid = new Date();
    await em.flush();
  }
}
