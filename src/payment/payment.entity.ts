import { defineEntity, OptionalProps, p, raw, ref } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { v7 } from 'uuid';
import { sumOf } from '../common/money/tax.js';
import { type EntityRow, findIn, queryIn, statement } from '../database/statement.js';
import { Invoice } from '../invoice/invoice.entity.js';
import { Order } from '../order/order.entity.js';
import type { Outcome } from '../payment-provider/payment-provider.js';

export const paymentStatuses = [
  'started',
  'action_required',
  'authorized',
  'captured',
  'declined',
  'abandoned',
] as const;
export type PaymentStatus = (typeof paymentStatuses)[number];

/** `cash` is handed over, `free` is what costs nothing. */
export const providerNames = ['mock', 'stripe', 'cash', 'free'] as const;

const PaymentSchema = defineEntity({
  name: 'Payment',
  tableName: 'payments',
  properties: {
    id: p.integer().primary(),
    /** Also the provider's idempotency key. */
    uuid: p
      .uuid()
      .unique()
      .onCreate(() => v7()),
    order: () => p.manyToOne(Order).ref().index().deleteRule('restrict'),
    /** Of cash: the invoice of the parcel that it was collected for. */
    invoice: () => p.oneToOne(Invoice).owner().ref().nullable().unique().deleteRule('restrict'),
    provider: p.string().length(20),
    status: p.enum(paymentStatuses).default('started'),
    /** Minor units. */
    amount: p.bigint('number'),
    currency: p.string().length(3),
    /** The provider's own id of the payment. */
    reference: p.string().nullable().length(100),
    reason: p.string().nullable().length(200),
    redirect_url: p.string().nullable().length(2_000),
    /** Since when a reservation of this attempt is to be voided. A late answer of the provider asks for it anew. */
    void_requested_at: p.datetime().nullable(),
    /** When the provider had nothing reserved any more. */
    voided_at: p.datetime().nullable(),
    /** Set while the provider is to be asked about refunds and disputes; each request has its own. */
    sync_request: p.uuid().nullable(),
    created_at: p.datetime().defaultRaw('now()'),
    /** By the clock of the database, as sweeps compare it with that. */
    updated_at: p
      .datetime()
      .defaultRaw('now()')
      .onUpdate(() => raw<Date>('now()')),
  },
  indexes: [
    { name: 'payments_of_status', properties: ['status', 'id'] },
    // An order has at most one payment that is open or has succeeded; cash is collected parcel by parcel.
    {
      name: 'payments_one_open',
      expression: `create unique index payments_one_open on payments (order_id) where status in ('started', 'action_required', 'authorized', 'captured') and provider <> 'cash'`,
    },
    {
      name: 'payments_unsettled',
      expression: `create index payments_unsettled on payments (updated_at) where status in ('started', 'action_required', 'authorized')`,
    },
    {
      name: 'payments_declined',
      expression: `create index payments_declined on payments (updated_at) where status = 'declined'`,
    },
    {
      name: 'payments_to_void',
      expression: `create index payments_to_void on payments (updated_at) where void_requested_at is not null and voided_at is null`,
    },
    {
      name: 'payments_to_sync',
      expression: `create index payments_to_sync on payments (updated_at) where sync_request is not null`,
    },
    {
      name: 'payments_by_reference',
      expression: `create index payments_by_reference on payments (reference) where reference is not null`,
    },
  ],
});

/** Value: the payment's uuid, here and below. */
const lockOrderOfPayment = statement<EntityRow<Order>>(
  'payment_lock_order',
  'select row_to_json(orders) as entity from orders where id = (select order_id from payments where uuid = $1) for update',
);

/** A statement of its own: it sees the payment as it is after the wait for the order. */
const paymentByUuid = statement<EntityRow<Payment>>(
  'payment_of_uuid',
  'select row_to_json(payments) as entity from payments where uuid = $1',
);

/** Value: the order's id. */
const paymentsOfOrder = statement<EntityRow<Payment>>(
  'payments_of_order',
  'select row_to_json(payments) as entity from payments where order_id = $1 order by id',
);

/**
 * Value: the order's id. Captured payments, oldest first, with what is left to refund of each: less what went back, is to go back,
 * and what disputes have withdrawn.
 */
const heldForOrder = statement<HeldPayment>(
  'payments_held',
  `
  select payments.id, invoice_id as invoice, (payments.amount - coalesce((
    select sum(amount) from refunds
    where payment_id = payments.id and (status in ('pending', 'done') or status = 'failed' and done_at is not null)
  ), 0) - coalesce((select sum(withdrawn) from disputes where payment_id = payments.id), 0))::float8 as held,
  coalesce((
    select sum(amount) from refunds
    where payment_id = payments.id and status = 'pending' and source = 'provider' and credit_id is null
  ), 0)::float8 as uncredited,
  coalesce((
    select sum(amount) from refunds where payment_id = payments.id and status = 'failed' and done_at is null
  ), 0)::float8 as failed
  from payments where order_id = $1 and payments.status = 'captured' order by payments.id
`,
);

/** Its id, that of its invoice, and minor units. */
export interface HeldPayment {
  id: number;
  invoice: number | null;
  held: number;
  /** Refunds of the provider's dashboard that lower what is owed once they are done. */
  uncredited: number;
  /** Refunds that are still held, and can be retried. */
  failed: number;
}

/** One attempt to pay an order. The lock on the order guards its payments, too. */
export class Payment extends PaymentSchema.class {
  [OptionalProps]?: 'isFinal' | 'isExternal';

  static create(em: EntityManager, order: Order, provider: string, status: PaymentStatus = 'started'): Payment {
    return em.create(Payment, { order, provider, status, amount: order.owed, currency: order.currency });
  }

  /** Cash that was handed over. @param amount minor units */
  static collect(em: EntityManager, order: Order, amount: number, invoice: Invoice | null): Payment {
    const { currency } = order;
    const given = { order, amount, currency, invoice: invoice && ref(invoice) };
    return em.create(Payment, { ...given, provider: 'cash', status: 'captured' });
  }

  /** What the shop holds for an order, payment by payment. Changes must be flushed. */
  static held(em: EntityManager, { id }: Order): Promise<HeldPayment[]> {
    return queryIn(em, heldForOrder, [id]);
  }

  /** What the shop holds beyond what is owed, pending refunds left out. Changes must be flushed. */
  static async excess(em: EntityManager, order: Order): Promise<number> {
    const payments = await Payment.held(em, order);
    return sumOf(payments.map(({ held, uncredited }) => held + uncredited)) - order.owed;
  }

  /** Loads a payment and locks its order. */
  static async lock(em: EntityManager, uuid: string): Promise<{ order: Order; payment: Payment }> {
    const [order] = await findIn(em, Order, lockOrderOfPayment, [uuid]);
    const [payment] = await findIn(em, Payment, paymentByUuid, [uuid]);
    if (!order || !payment) throw new Error(`there is no payment ${uuid}`);
    return { order, payment };
  }

  /** Oldest first. */
  static forOrder(em: EntityManager, { id }: Order): Promise<Payment[]> {
    return findIn(em, Payment, paymentsOfOrder, [id]);
  }

  get isFinal(): boolean {
    return ['captured', 'declined', 'abandoned'].includes(this.status);
  }

  /** Whether a provider moves the money: cash is handed over, and an amount of zero is not charged. */
  get isExternal(): boolean {
    return this.provider !== 'cash' && this.amount > 0;
  }

  /** Follows what the provider reports of an order that waits for it, or what is decided. The payment must not be final. */
  apply(outcome: Outcome): void {
    const isDecided = outcome.status === 'captured' || outcome.status === 'declined';
    // A capture may be under way: an older answer does not undo the authorization.
    if (this.status === 'authorized' && !isDecided && outcome.status !== 'authorized') return;
    this.follow(outcome);
  }

  private follow(outcome: Outcome): void {
    if (outcome.status === 'unknown') {
      this.status = 'abandoned';
      return;
    }
    this.status = outcome.status;
    this.reference = outcome.reference ?? this.reference;
    this.reason = outcome.status === 'declined' ? outcome.reason : null;
    this.redirect_url = outcome.status === 'action_required' ? outcome.redirect_url : null;
  }
}

PaymentSchema.setClass(Payment);
export { PaymentSchema };
