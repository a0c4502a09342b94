import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { sql } from 'kysely';
import { Database } from '../database/database.js';
import { Jobs } from '../jobs/jobs.js';
import type { Order } from '../order/order.entity.js';
import { Dispute } from './dispute.entity.js';
import { LedgerEntry } from './ledger-entry.entity.js';
import type { ProviderDispute, ProviderRefund } from '../payment-provider/payment-provider.js';
import { PaymentProviders } from '../payment-provider/payment-providers.js';
import { PaymentReconciler } from './payment-reconciler.js';
import { Payment } from './payment.entity.js';
import { Refund } from './refund.entity.js';
import { RefundExecutor, syncJob } from './refund-executor.js';

/** Notices what happens to a captured payment at its provider: refunds that fail, refunds of its dashboard, disputes. */
@Injectable()
export class AftermathSync implements OnModuleInit {
  private readonly log = new Logger('Payment');

  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
    private readonly providers: PaymentProviders,
    private readonly reconciler: PaymentReconciler,
    private readonly refunds: RefundExecutor,
  ) {}

  onModuleInit(): void {
    this.jobs.on<{ payment: string }>(syncJob, ({ payment }) => this.sync(payment));
    this.jobs.minutely('payments.sync', () => this.sweep());
  }

  /**
   * Asks the provider once for all requests up to now. An answer counts only while its request is the latest: so an old answer
   * never follows a newer one.
   */
  async sync(uuid: string): Promise<void> {
    const request = (await this.load(uuid)).sync_request;
    if (!request) return;
    // The capture is booked before what followed it.
    await this.reconciler.reconcile(uuid);
    const { provider, reference, isExternal } = await this.load(uuid);
    const answer =
      isExternal && reference
        ? await this.providers.byName(provider).aftermath(uuid, reference)
        : { refunds: [], disputes: [] };
    await this.database.transaction(async (em) => {
      const { order, payment } = await Payment.lock(em, uuid);
      // Webhooks do not lock the order: this locks the row, and clears no request but the one that was answered.
      if ((await em.nativeUpdate(Payment, { uuid, sync_request: request }, { sync_request: null })) === 0) return;
      if ((await em.count(LedgerEntry, { payment })) === 0) return;
      // What has come back can have been refunded again.
      for (const refund of answer.refunds.toSorted(failedFirst)) await this.followRefund(em, order, payment, refund);
      for (const dispute of answer.disputes) await this.followDispute(em, order, payment, dispute);
    });
  }

  private load(uuid: string): Promise<Payment> {
    return this.database.transaction((em) => em.findOneOrFail(Payment, { uuid }));
  }

  private async followRefund(em: EntityManager, order: Order, payment: Payment, report: ProviderRefund): Promise<void> {
    const found = await this.find(em, payment, report);
    const refund = found === undefined ? await this.adopt(em, payment, report) : found;
    if (refund) await this.refunds.follow(em, order, refund, report);
  }

  /** Undefined for a refund of the provider's dashboard; null for an attempt that was given up. */
  private async find(em: EntityManager, payment: Payment, report: ProviderRefund): Promise<Refund | null | undefined> {
    const { reference, key } = report;
    const populate = { populate: ['payment'] as const };
    const known = await em.findOne(Refund, { payment, reference }, populate);
    if (known) return known;
    if ((await em.count(LedgerEntry, { reference, refund: { payment } })) > 0) return null;
    if (key === null) return undefined;
    const { uuid, attempt } = Refund.parseKey(key);
    const ours = await em.findOne(Refund, { payment, uuid }, populate);
    if (!ours || (ours.attempt === attempt && ours.reference !== null)) return undefined;
    return ours.attempt === attempt ? ours : null;
  }

  /** A refund of the provider's dashboard becomes one of the shop. */
  private async adopt(em: EntityManager, payment: Payment, report: ProviderRefund): Promise<Refund | null> {
    if (report.status === 'failed') return null;
    const rows = await em.find(Refund, { payment, status: 'done' });
    const back = rows.reduce((sum, { amount }) => sum + amount, 0);
    const amount = Math.min(report.amount, payment.amount - back);
    this.log.warn({ payment: payment.uuid, refundedElsewhere: report.reference, amount: report.amount });
    if (amount <= 0) return null;
    const { reference } = report;
    const refund = em.create(Refund, { payment, amount, reference, source: 'provider', done_at: null });
    await em.flush();
    return refund;
  }

  private async followDispute(
    em: EntityManager,
    order: Order,
    payment: Payment,
    report: ProviderDispute,
  ): Promise<void> {
    const known = await em.findOne(Dispute, { payment, reference: report.reference });
    if (!known) this.log.warn({ payment: payment.uuid, disputed: report.reference, amount: report.amount });
    const dispute = known ?? Dispute.open(em, payment, report);
    const withdrawn = dispute.follow(report);
    if (withdrawn !== 0) LedgerEntry.dispute(em, order, dispute, withdrawn);
    await em.flush();
    // What was credited meanwhile could not be refunded.
    if (withdrawn < 0) await this.refunds.refundExcess(em, order, payment, -withdrawn);
  }

  /** Retries what the provider could not be asked when its job gave up. */
  async sweep(): Promise<void> {
    // The new date claims the rows: no other process and no later sweep takes them.
    const { rows } = await sql<{ uuid: string }>`
      update payments set updated_at = now() where id in (
        select id from payments where sync_request is not null and updated_at < now() - interval '5 minutes'
        order by updated_at limit 100 for update skip locked
      ) returning uuid
    `.execute(this.database.sql());
    for (const { uuid } of rows)
      await this.sync(uuid).catch((error) => this.log.warn({ payment: uuid, unsynced: (error as Error).message }));
  }
}

const failedFirst = (a: ProviderRefund, b: ProviderRefund): number =>
  Number(b.status === 'failed') - Number(a.status === 'failed');
