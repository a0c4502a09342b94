import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { decimal } from '../common/money/money.js';
import { Config } from '../config/config.js';
import { Database } from '../database/database.js';
import { Jobs } from '../jobs/jobs.js';
import { MailQueue, type NewMail } from '../mail/mail-queue.js';
import type { MailKind } from '../mail/templates/templates.js';
import { Order, OrderLine } from './order.entity.js';
import { TrackingLinks } from './tracking-link.js';

/** Runs after an order that waits for no payment was placed. */
export const orderPlaced = 'order.placed';

/** Enqueues mails about an order in the transaction that changes it. */
@Injectable()
export class OrderMails implements OnModuleInit {
  private readonly baseUrl: string;

  constructor(
    private readonly mails: MailQueue,
    private readonly tracking: TrackingLinks,
    private readonly database: Database,
    private readonly jobs: Jobs,
    config: Config,
  ) {
    this.baseUrl = config.get('PUBLIC_URL');
  }

  onModuleInit(): void {
    this.jobs.on<{ order: string }>(orderPlaced, ({ order }) => this.confirmPlaced(order), 'low');
  }

  /** An order is confirmed once: a cash order when it is placed, any other when it is paid. */
  async confirm(em: EntityManager, order: Order, attachments: NewMail<'order_confirmation'>['attachments'] = []) {
    if (order.confirmed_at) return;
    order.confirmed_at = new Date();
    const lines = await OrderLine.of(em, order);
    await this.send(em, order, {
      kind: 'order_confirmation',
      attachments,
      data: {
        number: order.number,
        date: order.created_at.toISOString(),
        lines: lines.map(({ name, quantity, total }) => ({ name, quantity, sum: decimal(total) })),
        subtotal: decimal(order.subtotal),
        shipping: decimal(order.shipping),
        discount: decimal(order.discount),
        tax: decimal(order.tax),
        total: decimal(order.total),
        currency: order.currency,
        payment: order.payment,
        shipping_address: order.shipping_address ?? null,
        track_url: this.trackingUrl(order),
      },
    });
  }

  /** @param requestBaseUrl used where `PUBLIC_URL` is not set */
  trackingUrl(order: Order, requestBaseUrl = ''): string | null {
    const baseUrl = this.baseUrl || requestBaseUrl;
    return baseUrl ? baseUrl + this.tracking.linkFor(order) : null;
  }

  async canceled(em: EntityManager, order: Order): Promise<void> {
    const { number, total, currency, paid_at } = order;
    const data = { number, total: decimal(total), currency, refunded: Boolean(paid_at) };
    await this.send(em, order, { kind: 'canceled', data });
  }

  /** An order without an email gets no mail. */
  async send<Kind extends MailKind>(
    em: EntityManager,
    { email }: Order,
    mail: Omit<NewMail<Kind>, 'to'>,
  ): Promise<void> {
    if (email) await this.mails.enqueue(em, { ...mail, to: email });
  }

  private confirmPlaced(uuid: string): Promise<void> {
    return this.database.transaction(async (em) => {
      const order = await Order.lock(em, { uuid });
      if (order.status !== 'canceled') await this.confirm(em, order);
    });
  }
}
