import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Config } from '../config/config.js';
import { Jobs } from '../jobs/jobs.js';
import type { Order } from './order.entity.js';

/** Runs when the payment window of an order closes. */
export const paymentDue = 'order.payment_due';

export interface PaymentDue {
  /** Its uuid. */
  order: string;
  /** ISO 8601: the window that closes. It is not the order's any more if the payment method was changed since. */
  due?: string;
}

/** The time in which an order must be paid that is not paid in cash. */
@Injectable()
export class PaymentWindow {
  constructor(
    private readonly jobs: Jobs,
    private readonly config: Config,
  ) {}

  endFrom(moment: Date): Date {
    return new Date(moment.getTime() + this.minutes * 60_000);
  }

  /** Cancels the order at the end of its window, unless it is paid by then. */
  async schedule(em: EntityManager, { uuid, payment_due_at }: Order): Promise<void> {
    const data: PaymentDue = { order: uuid, ...(payment_due_at ? { due: payment_due_at.toISOString() } : {}) };
    await this.jobs.enqueue(em, paymentDue, data, this.minutes * 60);
  }

  private get minutes(): number {
    return this.config.get('PAYMENT_WINDOW_MINUTES');
  }
}
