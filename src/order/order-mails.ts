import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { decimal } from '../common/money/money.js';
import { Config } from '../config/config.js';
import { MailQueue, type NewMail } from '../mail/mail-queue.js';
import type { MailKind } from '../mail/templates/templates.js';
import { Order, OrderLine } from './order.entity.js';
import { TrackingLinks } from './tracking-link.js';

/** Tells customers what has become of their orders, in the transaction that made it so. */
@Injectable()
export class OrderMails {
  private readonly base: string;

  constructor(
    private readonly mails: MailQueue,
    private readonly tracking: TrackingLinks,
    config: Config,
  ) {
    this.base = config.get('PUBLIC_URL');
  }

  /** The one confirmation of an order: a cash order's when it is placed, any other's when it is paid. */
  async confirm(em: EntityManager, order: Order, attachments: NewMail<'order_confirmation'>['attachments'] = []) {
    if (order.confirmed_at) return;
    order.confirmed_at = new Date();
    const lines = await em.find(OrderLine, { order }, { orderBy: { id: 'asc' } });
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
        track_url: this.trackUrl(order),
      },
    });
  }

  /** @param base where this server was asked, for want of a `PUBLIC_URL` */
  trackUrl(order: Order, base = ''): string | null {
    const from = this.base || base;
    return from ? from + this.tracking.linkFor(order) : null;
  }

  async canceled(em: EntityManager, order: Order): Promise<void> {
    const { number, total, currency, paid_at } = order;
    const data = { number, total: decimal(total), currency, refunded: Boolean(paid_at) };
    await this.send(em, order, { kind: 'canceled', data });
  }

  /** Whoever gave no address hears nothing. */
  async send<Kind extends MailKind>(
    em: EntityManager,
    { email }: Order,
    mail: Omit<NewMail<Kind>, 'to'>,
  ): Promise<void> {
    if (email) await this.mails.enqueue(em, { ...mail, to: email });
  }
}
