import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Config } from '../config/config.js';
import { Jobs } from '../jobs/jobs.js';
import { insertOrder } from './insert-order.js';
import { type NewOrder, Order } from './order.entity.js';
import { orderPlaced } from './order-mails.js';
import { paymentDue } from './order.service.js';

/** Creates an order together with the job that follows it. */
@Injectable()
export class OrderCreationService {
  constructor(
    private readonly jobs: Jobs,
    private readonly config: Config,
  ) {}

  async create(
    em: EntityManager,
    given: Omit<NewOrder, 'currency' | 'created_at' | 'paymentWindowMinutes'>,
  ): Promise<Order> {
    const currency = this.config.get('CURRENCY');
    const paymentWindowMinutes = this.config.get('PAYMENT_WINDOW_MINUTES');
    const order = Order.place({ ...given, currency, created_at: new Date(), paymentWindowMinutes });
    await insertOrder(em, order);
    const job = { order: order.uuid };
    if (order.waitsForPayment) await this.jobs.enqueue(em, paymentDue, job, paymentWindowMinutes * 60);
    // The confirmation is written later: other orders wait for the products while this transaction runs.
    else await this.jobs.enqueue(em, orderPlaced, job);
    return order;
  }
}
