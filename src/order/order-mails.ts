import { type EntityManager, raw } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { decimal } from '../common/money/money.js';
import { Config } from '../config/config.js';
import { queryIn, statement } from '../database/statement.js';
import { OrderConfirmations } from '../open-orders/order-confirmations.js';
import { MailQueue, type NewMail } from '../mail/mail-queue.js';
import type { MailKind } from '../mail-templates/templates.js';
import type { Credit, CreditedUnits } from './credit.entity.js';
import { type Order, OrderLine } from './order.entity.js';
import { TrackingLinks } from './tracking-link.js';

interface Confirmed {
  attachments?: NewMail<'order_confirmation'>['attachments'];
  /** Whether the order is one of those that its customer must confirm by mail; left out where that is not known. */
  isUnverified?: boolean;
  /** Whether its email is confirmed as the customer's own; left out where that is not known. */
  isOwn?: boolean;
}

/** Enqueues mails about an order in the transaction that changes it. */
@Injectable()
export class OrderMails {
  private readonly baseUrl: string;

  constructor(
    private readonly mails: MailQueue,
    private readonly tracking: TrackingLinks,
    private readonly confirmations: OrderConfirmations,
    config: Config,
  ) {
    this.baseUrl = config.get('PUBLIC_URL');
  }

  /** A cash order is confirmed when it is placed, any other when it is paid. */
  async confirm(em: EntityManager, order: Order, { attachments = [], isUnverified, ...known }: Confirmed = {}) {
    order.confirmed_at ??= raw<Date>('now()');
    const lines = await OrderLine.forOrder(em, order);
    const isCash = order.payment === 'cash' && !order.paid_at;
    const confirmation = isCash ? await this.confirmationOf(em, order, isUnverified) : undefined;
    const isFree = order.total === 0;
    const isOwn = (isFree || order.shipping_address !== null) && (known.isOwn ?? (await isOwnEmail(em, order)));
    await this.send(em, order, {
      kind: 'order_confirmation',
      // An invoice names its buyer.
      attachments: isFree && !isOwn ? [] : attachments,
      // What is paid is no prank, and a provider's webhook comes from one address for all customers.
      uncounted: Boolean(order.paid_at) && !isFree,
      data: {
        number: order.number,
        date: order.created_at.toISOString(),
        lines: lines.map(({ name, quantity, total }) => ({ name, quantity, sum: decimal(total, order.currency) })),
        subtotal: decimal(order.subtotal, order.currency),
        shipping: decimal(order.shipping, order.currency),
        discount: decimal(order.discount, order.currency),
        tax: decimal(order.tax, order.currency),
        total: decimal(order.total, order.currency),
        currency: order.currency,
        payment: order.payment,
        shipping_address: isOwn ? (order.shipping_address ?? null) : null,
        track_url: this.trackingUrl(order),
        ...(confirmation ? { confirmation } : {}),
      },
    });
  }

  private async confirmationOf(em: EntityManager, { uuid }: Order, isUnverified?: boolean) {
    if (isUnverified === undefined) return this.confirmations.demand(em, uuid);
    return isUnverified ? this.confirmations.linkTo(uuid) : undefined;
  }

  /** @param requestBaseUrl used where `PUBLIC_URL` is not set */
  trackingUrl(order: Order, requestBaseUrl = ''): string | null {
    const baseUrl = this.baseUrl || requestBaseUrl;
    return baseUrl ? baseUrl + this.tracking.linkFor(order) : null;
  }

  async canceled(em: EntityManager, order: Order): Promise<void> {
    const { number, total, owed, currency, paid_at } = order;
    const amounts = { total: decimal(total, currency), refund: decimal(owed, currency) };
    const data = { number, ...amounts, currency, refunded: Boolean(paid_at) };
    await this.send(em, order, { kind: 'canceled', data });
  }

  /** @param units those canceled; the order goes on with the others, or is over */
  async unitsCanceled(em: EntityManager, order: Order, units: CreditedUnits[], credit: Credit): Promise<void> {
    const { number, currency } = order;
    const lines = units.map(({ line: { name }, quantity }) => ({ name, quantity }));
    const reason = await this.reasonFor(em, order, credit);
    const data = { number, currency, lines, reason, refund: this.refundOf(order, credit) };
    await this.send(em, order, { kind: 'units_canceled', data });
  }

  /** What is paid back by a credit, as a decimal; null where nothing was paid: cash is paid for what arrives. */
  refundOf({ payment, paid_at, currency }: Order, { amount }: Credit): string | null {
    return payment !== 'cash' && paid_at && amount > 0 ? decimal(amount, currency) : null;
  }

  /** Of a credit, as mails print it; empty where it may be a stranger's. */
  async reasonFor(em: EntityManager, order: Order, { reason, reason_by_customer }: Credit): Promise<string> {
    return reason_by_customer && !(await isOwnEmail(em, order)) ? '' : reason;
  }

  /** An order without an email gets no mail. */
  async send<Kind extends MailKind>(
    em: EntityManager,
    { customer, email }: Order,
    mail: Omit<NewMail<Kind>, 'to'>,
  ): Promise<void> {
    // By whom or what an order is canceled or declined varies: only one that is placed counts for its sender.
    const origin = mail.kind === 'order_confirmation' ? {} : { origin: null };
    if (email) await this.mails.enqueue(em, { account: customer.id, ...origin, ...mail, to: email });
  }
}

/** Values: customer, email. */
const confirmedEmail = statement(
  'order_mail_confirmed',
  'select from customers where id = $1 and lower(email) = lower($2) and email_confirmed_at is not null',
);

/** Anybody can type somebody's email: until that is confirmed as the customer's own, no words of theirs are mailed there. */
async function isOwnEmail(em: EntityManager, { customer, email }: Order): Promise<boolean> {
  return (await queryIn(em, confirmedEmail, [customer.id, email])).length > 0;
}
