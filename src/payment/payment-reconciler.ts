import type { EntityManager } from '@mikro-orm/postgresql';
import {
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';
import { sql } from 'kysely';
import pLimit from 'p-limit';
import { databaseNow } from '../database/clock.js';
import { afterCommit } from '../database/commits.js';
import { payments } from '../operations/counters.js';
import { Database } from '../database/database.js';
import { Jobs } from '../jobs/jobs.js';
import type { Order } from '../order/order.entity.js';
import { LedgerEntry } from './ledger-entry.entity.js';
import { PaymentEffects } from './payment-effects.js';
import type { Outcome } from '../payment-provider/payment-provider.js';
import { PaymentProviders } from '../payment-provider/payment-providers.js';
import { Payment } from './payment.entity.js';
import { RefundExecutor } from './refund-executor.js';

/** Job data: `{payment: uuid}`. */
export const reconcileJob = 'payment.reconcile';
/** Job data: `{payment: uuid}`. */
export const voidJob = 'payment.void';
/** The outcome of a payment of zero, for which no provider is asked. */
export const zeroTotalOutcome: Outcome = { status: 'captured', reference: 'free' };

const sweepIntervalMs = 10_000;
/** At once, so that a slow provider does not hold up all payments. */
const sweepConcurrency = 5;
/** Age at which a sweep asks the provider about a payment. */
const inFlightSeconds = 20;
const confirmationSeconds = 60;

/** Brings every payment to its end, by the provider's answer, by its webhook, or by a sweep: all three do the same. */
@Injectable()
export class PaymentReconciler implements OnModuleInit, OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger('Payment');
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
    private readonly providers: PaymentProviders,
    private readonly effects: PaymentEffects,
    private readonly refunds: RefundExecutor,
  ) {}

  onModuleInit(): void {
    this.jobs.on<{ payment: string }>(reconcileJob, ({ payment }) => this.reconcile(payment));
  }

  onApplicationBootstrap(): void {
    this.scheduleSweep();
  }

  onModuleDestroy(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  /** Asks the provider what has become of a payment. Idempotent, and safe when several do it at once. */
  async reconcile(uuid: string): Promise<void> {
    const { payment, now } = await this.database.transaction(async (em) => ({
      payment: await em.findOneOrFail(Payment, { uuid }),
      now: await databaseNow(em),
    }));
    // One that ended without money may have been authorized late.
    if (payment.status === 'captured' || (payment.isFinal && !payment.isExternal)) return;
    const provider = payment.isExternal && this.providers.byName(payment.provider);
    const age = now.getTime() - payment.created_at.getTime();
    await this.apply(uuid, provider ? await provider.fetch(uuid, payment.reference ?? null, age) : zeroTotalOutcome);
  }

  /** Records what the provider reports, and captures what it has authorized. */
  async apply(uuid: string, outcome: Outcome): Promise<void> {
    const payment = await this.database.transaction((em) => this.applyOutcome(em, uuid, outcome));
    if (payment.status !== 'authorized' || outcome.status !== 'authorized') return;
    const captured = await this.providers.byName(payment.provider).capture(uuid, outcome.reference);
    await this.database.transaction((em) => this.applyOutcome(em, uuid, captured));
  }

  private async applyOutcome(em: EntityManager, uuid: string, outcome: Outcome): Promise<Payment> {
    const { order, payment } = await Payment.lock(em, uuid);
    if (payment.isFinal) {
      if (outcome.status === 'captured') await this.refundLateCapture(em, order, payment, outcome.reference);
      else if (payment.status !== 'captured' && isReserved(outcome)) await this.abandon(em, payment, outcome.reference);
      return payment;
    }
    if (!order.waitsForPayment && outcome.status !== 'captured' && outcome.status !== 'declined') {
      await this.abandon(em, payment, isReserved(outcome) ? outcome.reference : payment.reference);
      return payment;
    }
    payment.apply(outcome);
    if (payment.isFinal) countEnd(em, payment);
    if (payment.status === 'declined') await this.effects.onDeclined(em, order, payment);
    if (payment.status === 'captured') {
      LedgerEntry.charge(em, order, payment);
      if (order.waitsForPayment) {
        await this.effects.onPaid(em, order);
        // Units may be canceled while the customer pays: the invoice charges the rest only.
        if (payment.amount > order.owed) await this.refunds.refundExcess(em, order, payment, payment.amount);
      } else await this.refunds.enqueue(em, payment, payment.amount, 'the order was canceled');
    }
    return payment;
  }

  /** Ends an attempt that nobody waits for any more, and voids what the provider has reserved for it. The order must be locked. */
  async abandon(em: EntityManager, payment: Payment, reference = payment.reference): Promise<void> {
    if (!payment.isFinal) {
      payment.status = 'abandoned';
      countEnd(em, payment);
    }
    payment.reference = reference;
    await em.flush();
    if (!payment.isExternal) return;
    await sql`
      update payments set void_requested_at = clock_timestamp(), voided_at = null, updated_at = now() where id = ${payment.id}
    `.execute(em.getKysely());
    await this.jobs.enqueue(em, voidJob, { payment: payment.uuid });
  }

  /** A payment that was declined or abandoned here was captured after all: it is booked, and refunded once. */
  private async refundLateCapture(em: EntityManager, order: Order, payment: Payment, reference: string): Promise<void> {
    if ((await em.count(LedgerEntry, { payment })) > 0) return;
    payment.reference = reference;
    this.log.error({ payment: payment.uuid, capturedAfter: payment.status });
    LedgerEntry.charge(em, order, payment);
    await this.refunds.enqueue(em, payment, payment.amount, 'the payment was captured after it was abandoned');
  }

  /** The next sweep is scheduled when this one has ended, however long it takes. */
  private scheduleSweep(): void {
    const sweep = async () => {
      await this.sweep().catch((error) => this.log.error(error));
      if (this.timer) this.scheduleSweep();
    };
    this.timer = setTimeout(() => void sweep(), sweepIntervalMs).unref();
  }

  /** Finds payments whose process died on the way, and customers who did not come back from their bank. */
  async sweep(): Promise<void> {
    // The new date claims the rows: no other process and no later sweep takes them.
    const { rows } = await sql<{ uuid: string }>`
      update payments set updated_at = now() where id in (
        select id from payments
        where status in ('started', 'authorized') and updated_at < now() - make_interval(secs => ${inFlightSeconds})
          or status = 'action_required' and updated_at < now() - make_interval(secs => ${confirmationSeconds})
        order by updated_at limit 100 for update skip locked
      ) returning uuid
    `.execute(this.database.sql());
    const limit = pLimit(sweepConcurrency);
    await Promise.all(
      rows.map(({ uuid }) => limit(() => this.reconcile(uuid).catch((error) => this.log.error(error)))),
    );
  }
}

function countEnd(em: EntityManager, { provider, status: result }: Payment): void {
  afterCommit(em, () => payments.inc({ provider, result }));
}

const isReserved = (outcome: Outcome) => outcome.status === 'authorized' || outcome.status === 'action_required';
