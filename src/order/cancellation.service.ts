import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { afterCommit } from '../database/commits.js';
import { ordersCanceled } from '../operations/counters.js';
import { Jobs } from '../jobs/jobs.js';
import { CouponService } from '../promotion/coupon.service.js';
import { StockService } from '../stock/stock.service.js';
import { Credit, type CreditedUnits, type CreditKind, type CreditParts } from './credit.entity.js';
import { OrderMails } from './order-mails.js';
import { type Order, OrderLine } from './order.entity.js';
import { creditableUnits, followUnits, isUndelivered, stockRequestsOf } from './order-units.js';

/** Modules above subscribe to them; their data are `{order: uuid}` and `{credit: uuid}`. */
export const orderCanceled = 'order.canceled';
export const orderCredited = 'order.credited';

@Injectable()
export class CancellationService {
  constructor(
    private readonly jobs: Jobs,
    private readonly mails: OrderMails,
    private readonly coupons: CouponService,
    private readonly stock: StockService,
  ) {}

  /** Cancels a locked order and releases its stock and its coupon; the refund follows by the job. @throws OrderNotCancelable */
  async cancel(em: EntityManager, order: Order, reason = 'the order was canceled'): Promise<Credit> {
    order.assertCancelable();
    await this.mails.canceled(em, order);
    const lines = await OrderLine.forOrder(em, order);
    const units = lines.map((line) => ({ line, quantity: line.open }));
    return this.cancelUnits(em, order, lines, units, reason);
  }

  /**
   * Cancels units that have not left: releases their stock and credits them; the refund follows by the job.
   *
   * @param lines all of the order @throws NotSoManyLeft
   */
  async cancelUnits(
    em: EntityManager,
    order: Order,
    lines: OrderLine[],
    units: CreditedUnits[],
    reason: string,
  ): Promise<Credit> {
    const owed = units.map(({ line, quantity }) => ({ line, quantity: creditableUnits(line, quantity) }));
    await this.releaseUnits(em, order, units);
    return this.credit(em, order, lines, 'cancellation', reason, { units: owed });
  }

  /** Cancels units whose credit the caller creates, and brings the order to its end if nothing is left. @throws NotSoManyLeft */
  async cancelCredited(em: EntityManager, order: Order, lines: OrderLine[], units: CreditedUnits[]): Promise<void> {
    if (units.length === 0) return;
    const { status } = order;
    await this.releaseUnits(em, order, units);
    await this.follow(em, order, lines);
    if (order.status === 'canceled' && status !== 'canceled') await this.mails.canceled(em, order);
  }

  /**
   * Credits units that the customer will not get, and the shipping where nothing arrived and nothing will; the refund follows
   * by the job. The status follows from the units, whose counters the caller has changed.
   *
   * @param lines all of the order
   */
  async credit(
    em: EntityManager,
    order: Order,
    lines: OrderLine[],
    kind: CreditKind,
    reason: string,
    parts: CreditParts,
  ): Promise<Credit> {
    const shipping = isUndelivered(lines) ? order.shippingLeft : 0;
    const credit = Credit.create(em, order, lines, kind, reason, { ...parts, shipping });
    await this.follow(em, order, lines);
    await this.jobs.enqueue(em, orderCredited, { credit: credit.uuid });
    return credit;
  }

  private async follow(em: EntityManager, order: Order, lines: OrderLine[]): Promise<void> {
    const { status } = order;
    followUnits(order, lines);
    await em.flush();
    if (order.status !== 'canceled' || status === 'canceled') return;
    const { payment } = order;
    afterCommit(em, () => ordersCanceled.inc({ payment }));
    await this.jobs.enqueue(em, orderCanceled, { order: order.uuid });
    if (order.coupon) await this.coupons.release(em, order.coupon.id);
  }

  private async releaseUnits(em: EntityManager, order: Order, units: CreditedUnits[]): Promise<void> {
    for (const { line, quantity } of units) line.cancel(quantity);
    await this.stock.release(em, stockRequestsOf(units), { reason: `order ${order.number} canceled`, order: order.id });
  }
}
