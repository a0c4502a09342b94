import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { assertBillable } from './billing.js';
import { Config } from '../config/config.js';
import { Jobs } from '../jobs/jobs.js';
import { insertOrder } from './insert-order.js';
import { type NewOrder, Order } from './order.entity.js';
import { OrderMails } from './order-mails.js';
import { paymentDue } from './order.service.js';

/** Creates an order together with what follows it: its confirmation, or the end of its payment window. */
@Injectable()
export class OrderCreationService {
  constructor(
    private readonly jobs: Jobs,
    private readonly mails: OrderMails,
    private readonly config: Config,
  ) {}

  /** @throws ValidationFailed where the invoice would lack something */
  async create(
    em: EntityManager,
    given: Omit<NewOrder, 'currency' | 'created_at' | 'paymentWindowMinutes'>,
  ): Promise<Order> {
    assertBillable(this.config.get('E_INVOICE_PROFILE'), given, given.email);
    const currency = this.config.get('CURRENCY');
    const paymentWindowMinutes = this.config.get('PAYMENT_WINDOW_MINUTES');
    const order = Order.place({ ...given, currency, created_at: new Date(), paymentWindowMinutes });
    await insertOrder(em, order);
    if (order.waitsForPayment)
      await this.jobs.enqueue(em, paymentDue, { order: order.uuid }, paymentWindowMinutes * 60);
    else await this.mails.confirm(em, order);
    return order;
  }
}
