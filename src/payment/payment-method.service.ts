import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { Caller } from '../common/http/access.js';
import { databaseNow } from '../database/clock.js';
import { Database } from '../database/database.js';
import type { OrderDto } from '../order/order.dto.js';
import { Order, type PaymentMethod } from '../order/order.entity.js';
import { OrderQueries } from '../order/order.queries.js';
import { PaymentWindow } from '../order/payment-window.js';
import { PaymentReconciler } from './payment-reconciler.js';
import { PaymentProviders } from '../payment-provider/payment-providers.js';
import { Payment } from './payment.entity.js';
import { OrderNotPayable, PaymentRunning } from './payment.errors.js';

/** Changes how an order is paid, while it is not paid. */
@Injectable()
export class PaymentMethodService {
  constructor(
    private readonly database: Database,
    private readonly providers: PaymentProviders,
    private readonly window: PaymentWindow,
    private readonly reconciler: PaymentReconciler,
    private readonly queries: OrderQueries,
  ) {}

  /** The method that the order has already changes nothing. @throws OrderNotFound, OrderNotPayable, PaymentRunning, PaymentMethodUnavailable */
  async change(me: Caller, uuid: string, payment: PaymentMethod): Promise<OrderDto> {
    await this.database.transaction(async (em) => {
      const order = await Order.lock(em, { uuid, customer: me.id });
      if (order.status !== 'new') throw new OrderNotPayable({ status: order.status, payment: order.payment });
      if (payment === order.payment) return;
      if (payment !== 'cash') this.assertPayable(order, payment, await databaseNow(em));
      await this.abandonAttempts(em, order);
      await this.window.switchTo(em, order, payment);
    });
    return this.queries.one({ uuid, customer: me.id });
  }

  /** An order has one payment window: of one that went to cash and back forever, its units would never be free. @throws OrderNotPayable, PaymentMethodUnavailable */
  private assertPayable({ status, payment_due_at: due }: Order, payment: PaymentMethod, now: Date): void {
    this.providers.forMethod(payment);
    if (due && due <= now) throw new OrderNotPayable({ status, payment_due: due.toISOString() });
  }

  /** An attempt that waits for the customer ends; one whose outcome is open, or that holds money, refuses the change. @throws PaymentRunning */
  private async abandonAttempts(em: EntityManager, order: Order): Promise<void> {
    for (const attempt of await Payment.forOrder(em, order)) {
      if (attempt.status === 'action_required') await this.reconciler.abandon(em, attempt);
      if (!['declined', 'abandoned'].includes(attempt.status)) throw new PaymentRunning({ status: attempt.status });
    }
  }
}
