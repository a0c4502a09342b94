import { ref } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { databaseNow } from '../database/clock.js';
import { afterCommit } from '../database/commits.js';
import { ordersPaid } from '../operations/counters.js';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { decimal } from '../common/money/money.js';
import { sumOf } from '../common/money/tax.js';
import type { Invoice } from '../invoice/invoice.entity.js';
import { InvoiceService, type IsPaid } from '../invoice/invoice.service.js';
import { Credit, type CreditedUnits } from '../order/credit.entity.js';
import { type Order, OrderLine } from '../order/order.entity.js';
import { OrderCreationService } from '../order/order-creation.service.js';
import { OrderMails } from '../order/order-mails.js';
import { wasDelivered } from '../order/order-status.js';
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
    const paid_at = await databaseNow(em);
    order.pay(paid_at);
    const { payment } = order;
    afterCommit(em, () => ordersPaid.inc({ payment }));
    const { uuid } = await this.invoices.issue(em, order, { state: 'paid', paid_at }, paid_at);
    await this.mails.confirm(em, order, { attachments: [{ kind: 'invoice', ref: uuid }] });
  }

  /** Sends one mail per order, however many attempts fail: the address may not be the buyer's own. */
  async onDeclined(em: EntityManager, order: Order, { id, reason, amount }: Payment): Promise<void> {
    if ((await em.count(Payment, { order, status: 'declined', id: { $ne: id } })) > 0) return;
    const { number, currency } = order;
    const data = { number, reason: reason ?? '', total: decimal(amount, currency), currency, retry_url: null };
    await this.mails.send(em, order, { kind: 'payment_failed', data });
  }

  /**
   * A payment that came too late, for the order or for the attempt, was never invoiced and needs no credit note.
   *
   * @param uncredited what of it no credit has decided; minor units
   */
  async onRefunded(
    em: EntityManager,
    order: Order,
    refund: Refund,
    payment: Payment,
    uncredited: number,
  ): Promise<void> {
    const decided = refund.credit && (await em.findOneOrFail(Credit, refund.credit.id));
    await decided?.lines.loadItems({ populate: ['order_line'] });
    const made = uncredited > 0 ? await this.creditFor(em, order, refund, payment, uncredited) : undefined;
    const notes: Invoice[] = [];
    for (const each of [decided, made]) if (each) notes.push(...(await this.notesFor(em, order, each, refund)));
    const credit = decided ?? made;
    const lines = (credit?.lines.getItems() ?? []).filter(({ quantity, amount }) => quantity > 0 && amount > 0);
    await this.mails.send(em, order, {
      kind: 'refunded',
      data: {
        number: order.number,
        amount: decimal(refund.amount, order.currency),
        currency: order.currency,
        credit_note: notes.map(({ number }) => number).join(', ') || null,
        reason: credit ? await this.mails.reasonFor(em, order, credit) : refund.reason,
        lines: lines.map(({ order_line, quantity, amount }) => {
          const { name } = order_line.unwrap();
          return { name, quantity, sum: decimal(amount, order.currency) };
        }),
        shipping: decimal(credit?.shippingAlone ?? 0, order.currency),
        goodwill: decimal(credit?.goodwill ?? 0, order.currency),
      },
    });
  }

  /** A refund in the provider's dashboard took the place of ours, whose credit is due its note all the same. */
  async onReplaced(em: EntityManager, order: Order, refund: Refund): Promise<void> {
    if (!refund.credit) return;
    const credit = await em.findOneOrFail(Credit, refund.credit.id);
    await credit.lines.loadItems({ populate: ['order_line'] });
    await this.notesFor(em, order, credit, refund);
  }

  /** Invoices the parcels of a cash order; any other order has its invoice since it was paid. @throws SellerNotConfigured */
  async onShipped(em: EntityManager, order: Order, shipment: string, units: CreditedUnits[]): Promise<void> {
    if (order.payment !== 'cash') return;
    await this.invoices.issueForParcel(em, order, shipment, units, await this.paidInvoices(em, order));
  }

  /**
   * Books what a courier has collected for a parcel, its invoice less what was credited of it, and what is still owed of an order
   * that is over.
   *
   * @param shipment uuid of the parcel that was delivered
   */
  async onCollected(em: EntityManager, order: Order, shipment?: string): Promise<void> {
    if (order.payment !== 'cash' || order.paid_at) return;
    const parcel = shipment && (await this.invoices.forParcel(em, shipment));
    if (parcel && (await em.count(Payment, { invoice: parcel.invoice })) === 0)
      await this.collect(em, order, parcel.left, parcel.invoice);
    if (wasDelivered(order.status, await OrderLine.forOrder(em, order)))
      await this.collect(em, order, order.total, null);
  }

  /** The units of a cash parcel are to be sent again, and charged then. @param shipment uuid of the parcel */
  onSentAgain(em: EntityManager, order: Order, shipment: string): Promise<void> {
    return this.invoices.reverseForParcel(em, order, shipment);
  }

  /** Tells which invoices of a cash order are paid. Changes must be flushed. */
  async paidInvoices(em: EntityManager, order: Order): Promise<IsPaid> {
    const payments = await Payment.held(em, order);
    const paid = new Set(payments.map(({ invoice }) => invoice));
    return ({ id }) => Boolean(order.paid_at) || paid.has(id);
  }

  private async collect(em: EntityManager, order: Order, most: number, invoice: Invoice | null): Promise<void> {
    const held = sumOf((await Payment.held(em, order)).map((payment) => payment.held));
    const amount = Math.min(most, order.owed - held);
    if (amount > 0 || order.total === 0) {
      const payment = Payment.collect(em, order, amount, invoice);
      await em.flush();
      LedgerEntry.charge(em, order, payment);
    }
    if (held + amount >= order.owed && !order.paid_at) order.paid_at = await databaseNow(em);
  }

  /** What was refunded elsewhere, in the provider's dashboard say, is no longer owed either. */
  private async creditFor(
    em: EntityManager,
    order: Order,
    refund: Refund,
    payment: Payment,
    most: number,
  ): Promise<Credit | undefined> {
    const isInvoiced = payment.status === 'captured' && (await this.invoices.findForOrder(em, order)).length > 0;
    const amount = Math.min(most, order.owed);
    if (!isInvoiced || amount <= 0) return undefined;
    const lines = await OrderLine.forOrder(em, order);
    const credit = Credit.create(em, order, lines, 'refund', refund.reason, { amount });
    credit.invoiced = true;
    refund.credit ??= ref(credit);
    await em.flush();
    return credit;
  }

  /** That of a cash order was issued with the credit. */
  private async notesFor(em: EntityManager, order: Order, credit: Credit, { done_at }: Refund): Promise<Invoice[]> {
    const issued = await this.invoices.notesFor(em, credit);
    if (issued.length > 0 || !credit.invoiced) return issued;
    return [await this.invoices.credit(em, order, credit, done_at ?? (await databaseNow(em)))];
  }
}
