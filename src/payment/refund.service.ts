import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { sumOf } from '../common/money/tax.js';
import { databaseNow } from '../database/clock.js';
import { Database } from '../database/database.js';
import { InvoiceService } from '../invoice/invoice.service.js';
import { Jobs } from '../jobs/jobs.js';
import { Credit, type CreditBase } from '../order/credit.entity.js';
import { Order } from '../order/order.entity.js';
import { orderCanceled, orderCredited } from '../order/order.service.js';
import { Payment } from './payment.entity.js';
import { PaymentEffects } from './payment-effects.js';
import { Refund } from './refund.entity.js';
import { RefundExecutor } from './refund-executor.js';

/** Decides what follows from a credit, inside the transaction that needs it; {@link RefundExecutor} carries refunds out. */
@Injectable()
export class RefundService implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
    private readonly invoices: InvoiceService,
    private readonly effects: PaymentEffects,
    private readonly executor: RefundExecutor,
  ) {}

  onModuleInit(): void {
    this.jobs.on<{ credit: string }>(orderCredited, ({ credit }) => this.refundLater(credit));
    this.jobs.on<{ order: string }>(orderCanceled, ({ order }) => this.settleCanceled(order));
  }

  /** What was captured less all refunds, pending ones included, and less what disputes have withdrawn; minor units. */
  async refundableAmount(em: EntityManager, order: Order): Promise<number> {
    return sumOf((await Payment.held(em, order)).map(({ held }) => held));
  }

  /**
   * Settles a credit, once: refunds what the shop holds beyond what is still owed, at most the credit, and corrects the
   * invoice. A provider's refund is followed by its credit note; where nothing is refunded by a provider, the note is issued at
   * once. What was neither paid nor invoiced needs nothing. The order must be locked.
   *
   * @returns its refunds
   */
  async settleCredit(em: EntityManager, order: Order, credit: Credit): Promise<Refund[]> {
    if (credit.invoiced !== null) return [];
    await credit.lines.loadItems({ populate: ['order_line'] });
    if (order.payment === 'cash') return this.settleCash(em, order, credit);
    credit.invoiced = (await this.invoices.findForOrder(em, order)).length > 0;
    const refunds = await this.refund(em, order, credit, Math.min(credit.amount, await Payment.excess(em, order)));
    if (refunds.length === 0 && credit.invoiced && credit.amount > 0) await this.invoices.credit(em, order, credit);
    return refunds;
  }

  /** Goodwill for a cash order is for the parcels that were paid. Undefined: for all of the order. */
  async collectedBase(em: EntityManager, order: Order): Promise<CreditBase | undefined> {
    if (order.payment !== 'cash') return undefined;
    return this.invoices.paidBase(em, order, await this.effects.paidInvoices(em, order));
  }

  /** Of cash, what was collected for the invoices that are corrected goes back. */
  private async settleCash(em: EntityManager, order: Order, credit: Credit): Promise<Refund[]> {
    const isPaid = await this.effects.paidInvoices(em, order);
    const corrected = await this.invoices.creditInvoices(em, order, credit, isPaid);
    await em.flush();
    const held = await this.refundableAmount(em, order);
    const paid = sumOf(corrected.filter(([invoice]) => isPaid(invoice)).map(([, amount]) => amount));
    const refunds = await this.refund(em, order, credit, Math.min(paid, held));
    if (held > 0 && held - Math.min(paid, held) >= order.owed) order.paid_at ??= await databaseNow(em);
    // The order may be over with it.
    await this.effects.onCollected(em, order);
    return refunds;
  }

  /** From one payment after the other. */
  private async refund(em: EntityManager, order: Order, credit: Credit, amount: number): Promise<Refund[]> {
    const refunds: Refund[] = [];
    let rest = amount;
    for (const { id, held } of rest > 0 ? await Payment.held(em, order) : []) {
      const part = Math.min(rest, held);
      if (part <= 0) continue;
      refunds.push(await this.executor.enqueue(em, await em.findOneOrFail(Payment, id), part, credit.reason, credit));
      rest -= part;
    }
    return refunds;
  }

  /** Of an order that an older version canceled, whose job had not run when the shop was updated. */
  private async settleCanceled(uuid: string): Promise<void> {
    const open = await this.database.statements((em) =>
      em.find(Credit, { order: { uuid }, kind: 'cancellation', invoiced: null }),
    );
    for (const credit of open) await this.refundLater(credit.uuid);
  }

  private async refundLater(uuid: string): Promise<void> {
    await this.database.transaction(async (em) => {
      const { order: found } = await em.findOneOrFail(Credit, { uuid });
      const order = await em.findOneOrFail(Order, found.id, { lockMode: LockMode.PESSIMISTIC_WRITE });
      const credit = await em.refreshOrFail(await em.findOneOrFail(Credit, { uuid }));
      await this.settleCredit(em, order, credit);
    });
  }
}
