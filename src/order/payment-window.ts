import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { databaseNow } from '../database/clock.js';
import { Jobs } from '../jobs/jobs.js';
import { OrderMails } from './order-mails.js';
import type { Order, PaymentMethod } from './order.entity.js';
import { Settings } from '../settings/settings.js';

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
    private readonly settings: Settings,
    private readonly mails: OrderMails,
  ) {}

  endFrom(moment: Date): Date {
    return new Date(moment.getTime() + this.settings.get('PAYMENT_WINDOW_MINUTES') * 60_000);
  }

  /** Cancels the order at the end of its window, unless it is paid by then. */
  async schedule(em: EntityManager, { uuid, payment_due_at }: Order): Promise<void> {
    const data: PaymentDue = { order: uuid, ...(payment_due_at ? { due: payment_due_at.toISOString() } : {}) };
    // Of the order, not of the setting, which may have been changed since.
    await this.jobs.enqueue(em, paymentDue, data, payment_due_at ?? this.endFrom(await databaseNow(em)));
  }

  /** Changes how an unpaid order is paid: in cash it is confirmed at once, another way its window begins. It has one window, which goes on. */
  async switchTo(em: EntityManager, order: Order, payment: PaymentMethod): Promise<void> {
    if (payment !== 'cash') order.payment_due_at ??= this.endFrom(await databaseNow(em));
    order.payBy(payment);
    // The end of a window may have passed while the order was one for cash.
    if (payment !== 'cash') await this.schedule(em, order);
    // One that was confirmed as a cash order before keeps that confirmation.
    if (payment === 'cash' && !order.confirmed_at) await this.mails.confirm(em, order);
  }
}
