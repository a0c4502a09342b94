import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import { releaseStock } from '../stock/stock.js';
import type { Caller } from '../common/http/access.js';
import { Database } from '../database/database.js';
import { Jobs } from '../jobs/jobs.js';
import type { OrderDto } from './order.dto.js';
import { Coupon } from '../promotion/coupon.entity.js';
import { Order, OrderLine } from './order.entity.js';
import { OrderMails } from './order-mails.js';
import { OrderQueries } from './order.queries.js';
import type { OrderStatus } from './order-status.js';
import { lockedOrder } from './order-selector.js';

export const paymentDue = 'order.payment_due';
/** Of an order that waits for no payment. */
export const orderPlaced = 'order.placed';
/** A fact that rooms above hear of: its data is `{order: uuid}`. */
export const orderCanceled = 'order.canceled';

/** What happens to an order after it was placed. */
@Injectable()
export class OrderService implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
    private readonly mails: OrderMails,
    private readonly audit: AuditService,
    private readonly queries: OrderQueries,
  ) {}

  onModuleInit(): void {
    this.jobs.on<{ order: string }>(paymentDue, ({ order }) => this.cancelUnpaid(order));
    this.jobs.on<{ order: string }>(orderPlaced, ({ order }) => this.confirm(order), 'low');
  }

  /** @throws OrderNotFound, OrderNotCancelable */
  async cancel(me: Caller, uuid: string): Promise<OrderDto> {
    await this.database.transaction(async (em) => this.release(em, await lockedOrder(em, { uuid, customer: me.id })));
    return this.queries.one({ customer: me.id, uuid });
  }

  /** @throws OrderNotFound, OrderStatusRefused, OrderNotCancelable */
  async setStatus(actor: Caller, uuid: string, status: OrderStatus): Promise<OrderDto> {
    await this.database.transaction(async (em) => {
      const order = await lockedOrder(em, { uuid });
      this.audit.record(em, actor, 'order.status', `order/${uuid}`, { from: order.status, to: status });
      if (status === 'canceled') await this.release(em, order);
      else order.become(status);
    });
    return this.queries.one({ uuid });
  }

  private confirm(uuid: string): Promise<void> {
    return this.database.transaction(async (em) => {
      const order = await lockedOrder(em, { uuid });
      if (order.status !== 'canceled') await this.mails.confirm(em, order);
    });
  }

  /** The payment window closed: the units go back on sale. */
  private cancelUnpaid(uuid: string): Promise<void> {
    return this.database.transaction(async (em) => {
      const order = await lockedOrder(em, { uuid });
      if (order.waitsForPayment) await this.release(em, order);
    });
  }

  /** Gives back what a canceled order held: its units, its coupon and, by those who hear of it, its money. */
  private async release(em: EntityManager, order: Order): Promise<void> {
    order.cancel();
    await this.jobs.enqueue(em, orderCanceled, { order: order.uuid });
    await this.mails.canceled(em, order);
    const lines = await em.find(OrderLine, { order });
    const returned = lines.flatMap(({ product, quantity }) => (product ? [{ product: product.id, quantity }] : []));
    await releaseStock(em, returned, `order ${order.number} canceled`);
    if (order.coupon)
      (await em.findOneOrFail(Coupon, order.coupon.id, { lockMode: LockMode.PESSIMISTIC_WRITE })).giveBack();
  }
}
