import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import {
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';
import { sql } from 'kysely';
import { Database } from '../database/database.js';
import { Jobs } from '../jobs/jobs.js';
import { Order } from '../order/order.entity.js';
import { LedgerEntry } from './ledger-entry.entity.js';
import { PaymentEffects } from './payment-effects.js';
import type { Outcome } from './payment-provider.js';
import { Payment } from './payment.entity.js';
import { PaymentProviders } from './payment-providers.js';
import { RefundService } from './refund.service.js';

/** Its data is `{payment: uuid}`. */
export const settleJob = 'payment.settle';
/** What a coupon has paid for needs no provider. */
export const free: Outcome = { status: 'captured', reference: 'free' };
/** Milliseconds between two looks for payments that nobody settles, and seconds after which one is such. */
const sweepEvery = 10_000;
const staleAfter = 20;
const absentAfter = 60;

/** Brings every payment to its end: by the answer of the provider, by its webhook, or by asking. All of them lead to the same. */
@Injectable()
export class PaymentReconciler implements OnModuleInit, OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger('Payment');
  private sweeping?: NodeJS.Timeout;

  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
    private readonly providers: PaymentProviders,
    private readonly paidOrders: PaymentEffects,
    private readonly refunds: RefundService,
  ) {}

  onModuleInit(): void {
    this.jobs.on<{ payment: string }>(settleJob, ({ payment }) => this.settle(payment));
  }

  onApplicationBootstrap(): void {
    this.sweeping = setTimeout(() => void this.sweepOn(), sweepEvery).unref();
  }

  onModuleDestroy(): void {
    clearTimeout(this.sweeping);
    this.sweeping = undefined;
  }

  /** One after the other, however long one takes. */
  private async sweepOn(): Promise<void> {
    await this.sweep().catch((error) => this.log.error(error));
    if (this.sweeping) this.onApplicationBootstrap();
  }

  /** @throws SellerUnknown */
  ensurePossible(): void {
    this.paidOrders.ensurePossible();
  }

  /** Asks the provider. Harmless when run twice, or by two at once. */
  async settle(uuid: string): Promise<void> {
    const payment = await this.database.transaction((em) => em.findOneOrFail(Payment, { uuid }));
    if (payment.isOver) return;
    const { provider, amount, reference } = payment;
    await this.apply(uuid, amount === 0 ? free : await this.providers.named(provider).fetch(uuid, reference ?? null));
  }

  /** Writes down what a provider says; what is authorized is captured at once. */
  async apply(uuid: string, outcome: Outcome): Promise<void> {
    const now = await this.database.transaction((em) => this.write(em, uuid, outcome));
    if (now !== 'authorized' || outcome.status !== 'authorized') return;
    const { provider } = await this.database.transaction((em) => em.findOneOrFail(Payment, { uuid }));
    const captured = await this.providers.named(provider).capture(uuid, outcome.reference);
    await this.database.transaction((em) => this.write(em, uuid, captured));
  }

  /** The order is locked before its payment, here as everywhere. */
  private async write(em: EntityManager, uuid: string, outcome: Outcome): Promise<string> {
    const { order: of } = await em.findOneOrFail(Payment, { uuid });
    const order = await em.findOneOrFail(Order, of.id, { lockMode: LockMode.PESSIMISTIC_WRITE });
    const payment = await em.findOneOrFail(Payment, { uuid }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
    if (payment.isOver) {
      if (outcome.status === 'captured' && payment.status !== 'captured') {
        payment.reference = outcome.reference;
        await this.tookTooLate(em, order, payment);
      }
      return payment.status;
    }
    // Once it is reserved, somebody may be taking it at this moment: an older answer does not call that back.
    const isReserved = payment.status === 'authorized';
    if (isReserved && !['authorized', 'captured', 'declined'].includes(outcome.status)) return payment.status;
    // For an order that was canceled meanwhile nothing more is reserved, and nobody is waited for.
    const wanted = isReserved || outcome.status === 'captured' || order.waitsForPayment;
    payment.become(wanted || outcome.status === 'declined' ? outcome : { status: 'unknown' });
    if (payment.status === 'declined') await this.paidOrders.failed(em, order, payment);
    if (payment.status === 'captured') {
      em.create(LedgerEntry, { order, kind: 'charge', amount: payment.amount, payment });
      if (order.waitsForPayment) await this.paidOrders.paid(em, order);
      // It was canceled while the money was on its way: that goes back.
      else await this.refunds.promise(em, payment, payment.amount, 'the order was canceled');
    }
    return payment.status;
  }

  /** An attempt was given up, and the money came all the same: it is booked, and goes back. */
  private async tookTooLate(em: EntityManager, order: Order, payment: Payment): Promise<void> {
    if ((await em.count(LedgerEntry, { payment })) > 0) return;
    this.log.error({ payment: payment.uuid, late: payment.status });
    em.create(LedgerEntry, { order, kind: 'charge', amount: payment.amount, payment });
    await this.refunds.promise(em, payment, payment.amount, 'it came after the payment was given up');
  }

  /** Payments whose process died between two steps, and customers who did not come back from their bank. */
  private async sweep(): Promise<void> {
    // Claimed by the new date, so that other processes, and this one ten seconds later, leave them alone.
    const { rows } = await sql<{ uuid: string }>`
      update payments set updated = now() where id in (
        select id from payments
        where status in ('started', 'authorized') and updated < now() - make_interval(secs => ${staleAfter})
          or status = 'action_required' and updated < now() - make_interval(secs => ${absentAfter})
        order by updated limit 100 for update skip locked
      ) returning uuid
    `.execute(this.database.sql());
    for (const { uuid } of rows) await this.settle(uuid).catch((error) => this.log.error(error));
  }
}
