import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import type { Caller } from '../common/http/access.js';
import { Database } from '../database/database.js';
import { Jobs } from '../jobs/jobs.js';
import { CancellationService } from './cancellation.service.js';
import type { OrderDto } from './order.dto.js';
import { Order } from './order.entity.js';
import { OrderNotFound } from './order.errors.js';
import type { OrderSelector } from './order-selector.js';
import type { OrderStatus } from './order-status.js';
import { OrderQueries } from './order.queries.js';

export { orderCanceled } from './cancellation.service.js';

/** Runs when the payment window of an order closes. */
export const paymentDue = 'order.payment_due';

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
    this.jobs.on<{ order: string }>(paymentDue, ({ order }) => this.cancelUnpaid(order));
  }

  /** Whatever changes an order, its payments, shipments or returns locks the order first. @throws OrderNotFound, also for another customer's */
  async lock(em: EntityManager, selector: OrderSelector): Promise<Order> {
    const order = await em.findOne(Order, selector, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (!order) throw new OrderNotFound();
    return order;
  }

  /** @throws OrderNotFound, OrderNotCancelable */
  async cancel(me: Caller, uuid: string): Promise<OrderDto> {
    await this.database.transaction(async (em) => {
      const order = await this.lock(em, { uuid, customer: me.id });
      await this.cancellations.cancel(em, order);
    });
    return this.queries.one({ customer: me.id, uuid });
  }

  /** @throws OrderNotFound, OrderStatusRefused, OrderNotCancelable */
  async setStatus(actor: Caller, uuid: string, status: OrderStatus): Promise<OrderDto> {
    await this.database.transaction(async (em) => {
      const order = await this.lock(em, { uuid });
      this.audit.record(em, actor, 'order.status', `order/${uuid}`, { from: order.status, to: status });
      if (status === 'canceled') await this.cancellations.cancel(em, order);
      else order.transitionTo(status);
    });
    return this.queries.one({ uuid });
  }

  private cancelUnpaid(uuid: string): Promise<void> {
    return this.database.transaction(async (em) => {
      const order = await this.lock(em, { uuid });
      if (order.waitsForPayment) await this.cancellations.cancel(em, order);
    });
  }
}
