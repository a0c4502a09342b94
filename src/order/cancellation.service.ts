import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Jobs } from '../jobs/jobs.js';
import { CouponService } from '../promotion/coupon.service.js';
import { StockService } from '../stock/stock.service.js';
import { Credit, type CreditedUnits } from './credit.entity.js';
import { OrderMails } from './order-mails.js';
import { type Order, OrderLine } from './order.entity.js';

/** Modules above subscribe to it; its data is `{credit: uuid}`. */
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
  async cancel(em: EntityManager, order: Order): Promise<void> {
    order.cancel();
    await this.mails.canceled(em, order);
    const lines = await OrderLine.forOrder(em, order);
    const units = lines.map((line) => ({ line, quantity: line.open }));
    await this.cancelUnits(em, order, lines, units, 'the order was canceled', order.shippingLeft);
    if (order.coupon) await this.coupons.release(em, order.coupon.id);
  }

  /**
   * Cancels units that have not left: releases their stock and credits them; the refund follows by the job.
   *
   * @param lines all of the order @throws NotSoManyUnits
   */
  async cancelUnits(
    em: EntityManager,
    order: Order,
    lines: OrderLine[],
    units: CreditedUnits[],
    reason: string,
    shipping = 0,
  ): Promise<Credit> {
    await this.releaseUnits(em, order, units);
    // Units that were refunded before are credited already.
    const owed = units.map(({ line, quantity }) => ({ line, quantity: Math.min(quantity, line.owedUnits) }));
    const credit = Credit.create(em, order, lines, 'cancellation', reason, { units: owed, shipping });
    await em.flush();
    await this.jobs.enqueue(em, orderCredited, { credit: credit.uuid });
    return credit;
  }

  /** Cancels units whose credit the caller creates, and brings the order to its end if nothing is left. @throws NotSoManyUnits */
  async cancelCredited(em: EntityManager, order: Order, lines: OrderLine[], units: CreditedUnits[]): Promise<void> {
    await this.releaseUnits(em, order, units);
    if (units.length === 0 || lines.some(({ open }) => open > 0)) return;
    if (!order.shipped_at) {
      order.cancel();
      if (order.coupon) await this.coupons.release(em, order.coupon.id);
    } else if (order.status === 'processing') {
      order.transitionTo('shipped');
      if (lines.every(({ shipped, delivered }) => shipped === delivered)) order.transitionTo('delivered');
    }
  }

  private async releaseUnits(em: EntityManager, order: Order, units: CreditedUnits[]): Promise<void> {
    for (const { line, quantity } of units) line.cancel(quantity);
    const released = units.flatMap(({ line: { product }, quantity }) =>
      product && quantity > 0 ? [{ product: product.id, quantity }] : [],
    );
    await this.stock.release(em, released, `order ${order.number} canceled`);
  }
}
