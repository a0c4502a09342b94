import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Jobs } from '../jobs/jobs.js';
import { CouponService } from '../promotion/coupon.service.js';
import { StockService } from '../stock/stock.service.js';
import { Credit, type CreditedUnits } from './credit.entity.js';
import { OrderMails } from './order-mails.js';
import { type Order, OrderLine } from './order.entity.js';

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
  async cancel(em: EntityManager, order: Order): Promise<void> {
    order.cancel();
    await this.jobs.enqueue(em, orderCanceled, { order: order.uuid });
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
    for (const { line, quantity } of units) line.cancel(quantity);
    const released = units.flatMap(({ line: { product }, quantity }) =>
      product && quantity > 0 ? [{ product: product.id, quantity }] : [],
    );
    await this.stock.release(em, released, { reason: `order ${order.number} canceled`, order: order.id });
    const credit = Credit.create(em, order, lines, 'cancellation', reason, { units, shipping });
    await em.flush();
    await this.jobs.enqueue(em, orderCredited, { credit: credit.uuid });
    return credit;
  }
}
