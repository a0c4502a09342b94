import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import type { Caller } from '../common/http/access.js';
import { Database } from '../database/database.js';
import { Jobs } from '../jobs/jobs.js';
import { CancellationService } from './cancellation.service.js';
import type { OrderDto } from './order.dto.js';
import { Order } from './order.entity.js';
import type { OrderStatus } from './order-status.js';
import { OrderQueries } from './order.queries.js';
import { paymentDue, type PaymentDue } from './payment-window.js';

export { orderCanceled, orderCredited } from './cancellation.service.js';

/** Changes orders that were placed. */
@Injectable()
export class OrderService implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
    private readonly cancellations: CancellationService,
    private readonly audit: AuditService,
    private readonly queries: OrderQueries,
  ) {}

  onModuleInit(): void {
    this.jobs.on<PaymentDue>(paymentDue, (window) => this.cancelUnpaid(window));
  }

  /** @throws OrderNotCancelable */
  async cancel(me: Caller, uuid: string): Promise<OrderDto> {
    await this.database.transaction(async (em) => {
      const order = await Order.lock(em, { uuid, customer: me.id });
      await this.cancellations.cancel(em, order);
    });
    return this.queries.one({ customer: me.id, uuid });
  }

  /** @throws OrderStatusRefused, OrderNotCancelable */
  async setStatus(actor: Caller, uuid: string, status: OrderStatus): Promise<OrderDto> {
    await this.database.transaction(async (em) => {
      const order = await Order.lock(em, { uuid });
      const changes = { from: { status: order.status }, to: { status } };
      this.audit.record(em, actor, 'order.status', { kind: 'order', uuid, label: order.number }, changes);
      if (status === 'canceled') await this.cancellations.cancel(em, order);
      else order.process();
    });
    return this.queries.one({ uuid });
  }

  private cancelUnpaid({ order: uuid, due }: PaymentDue): Promise<void> {
    return this.database.transaction(async (em) => {
      const order = await Order.lock(em, { uuid });
      const isCurrent = due === undefined || due === order.payment_due_at?.toISOString();
      if (order.waitsForPayment && isCurrent) await this.cancellations.cancel(em, order);
    });
  }
}
