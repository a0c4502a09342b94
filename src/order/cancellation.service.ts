import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Jobs } from '../jobs/jobs.js';
import { CouponService } from '../promotion/coupon.service.js';
import { StockService } from '../stock/stock.service.js';
import { OrderMails } from './order-mails.js';
import { type Order, OrderLine } from './order.entity.js';

/** Modules above subscribe to it; its data is `{order: uuid}`. */
export const orderCanceled = 'order.canceled';

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
    const units = lines.flatMap(({ product, quantity }) => (product ? [{ product: product.id, quantity }] : []));
    await this.stock.release(em, units, { reason: `order ${order.number} canceled`, order: order.id });
    if (order.coupon) await this.coupons.release(em, order.coupon.id);
  }
}
