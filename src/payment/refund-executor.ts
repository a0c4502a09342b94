import { LockMode, raw, ref } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { sql } from 'kysely';
import { v4 } from 'uuid';
import { databaseNow } from '../database/clock.js';
import { afterCommit } from '../database/commits.js';
import { refunds } from '../operations/counters.js';
import { Database } from '../database/database.js';
import { Jobs } from '../jobs/jobs.js';
import { Credit } from '../order/credit.entity.js';
import { Order } from '../order/order.entity.js';
import { sumOf } from '../common/money/tax.js';
import { LedgerEntry } from './ledger-entry.entity.js';
import { PaymentEffects } from './payment-effects.js';
import type { RefundReport } from '../payment-provider/payment-provider.js';
import { PaymentProviders } from '../payment-provider/payment-providers.js';
import { Payment } from './payment.entity.js';
import { Refund } from './refund.entity.js';

const refundJob = 'payment.refund';
/** Asks the provider what has happened to a captured payment. Job data: `{payment: uuid}`. */
export const syncJob = 'payment.sync';

/** A failed refund, and how much of it another one has brought; minor units. */
interface Replaced {
  refund: Refund;
  amount: number;
}

/** Carries refunds to the provider after the transaction that decided them, and retries until they are done or refused. */
@Injectable()
export class RefundExecutor implements OnModuleInit {
  private readonly log = new Logger('Payment');

  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
    private readonly providers: PaymentProviders,
    private readonly effects: PaymentEffects,
  ) {}

  onModuleInit(): void {
    this.jobs.on<{ refund: string }>(refundJob, ({ refund }) => this.execute(refund));
    this.jobs.minutely('refunds.sweep', () => this.sweep());
  }

  /** The order must be locked, and the amount refundable. @param amount minor units @throws AmountNotMovable */
  async enqueue(
    em: EntityManager,
    payment: Payment,
    amount: number,
    reason: string,
    credit: Credit | null = null,
  ): Promise<Refund> {
    if (payment.isExternal) this.providers.byName(payment.provider).assertMovable?.(amount, payment.currency);
    const refund = em.create(Refund, { payment, credit: credit && ref(credit), amount, reason });
    await em.flush();
    await this.jobs.enqueue(em, refundJob, { refund: refund.uuid });
    return refund;
  }

  /** Gives back what the shop holds beyond what is owed, and no failed refund will: so much at most, in minor units. The order must be locked. */
  async refundExcess(em: EntityManager, order: Order, payment: Payment, most: number): Promise<void> {
    await em.flush();
    const failed = sumOf((await Payment.held(em, order)).map((held) => held.failed));
    const amount = Math.min(most, (await Payment.excess(em, order)) - failed, await Refund.left(em, payment));
    if (amount <= 0) return;
    const credit = await em.findOne(Credit, { order }, { orderBy: { id: 'desc' } });
    await this.enqueue(em, payment, amount, credit?.reason ?? '', credit);
  }

  /** A new attempt of a refund that has failed. The order must be locked. @throws RefundNotFailed, RefundTooLarge */
  async retry(em: EntityManager, payment: Payment, refund: Refund): Promise<void> {
    refund.retry(await Refund.left(em, payment, refund), payment.currency);
    await em.flush();
    await this.jobs.enqueue(em, refundJob, { refund: refund.uuid });
  }

  /** Idempotent: the provider knows the attempt by its key, and the ledger books it once. */
  async execute(uuid: string): Promise<void> {
    const { refund, payment, isOld } = await this.database.transaction(async (em) => ({
      ...(await load(em, uuid)),
      isOld: (await em.count(Refund, { uuid, created_at: { $lt: raw<Date>(`now() - interval '1 hour'`) } })) > 0,
    }));
    if (refund.status !== 'pending') return;
    const attempted = payment.isExternal ? await this.carry(refund, payment, isOld) : withoutProvider;
    await this.database.transaction(async (em) => {
      const order = await em.findOneOrFail(Order, payment.order.id, { lockMode: LockMode.PESSIMISTIC_WRITE });
      const now = await load(em, uuid);
      if (attempted && now.refund.attempt === refund.attempt) await this.follow(em, order, now.refund, attempted);
      // It may have been refused for what was done elsewhere.
      if (!attempted || attempted.status !== 'done') await this.requestSync(em, now.payment);
    });
  }

  /**
   * Nothing for an attempt that the provider has taken already, and has not ended.
   *
   * @param isOld a provider knows an idempotency key for a day at least: after an hour it is looked up what became of the refund
   */
  private async carry(refund: Refund, payment: Payment, isOld: boolean): Promise<RefundReport | undefined> {
    if (refund.reference !== null) return undefined;
    const [provider, reference] = [this.providers.byName(payment.provider), payment.reference ?? ''];
    const { refunds } = isOld ? await provider.aftermath(payment.uuid, reference) : { refunds: [] };
    return (
      refunds.find(({ key }) => key === refund.key) ??
      provider.refund(refund.key, reference, refund.amount, payment.currency)
    );
  }

  async requestSync(em: EntityManager, payment: Payment): Promise<void> {
    payment.sync_request = v4();
    await em.flush();
    await this.jobs.enqueue(em, syncJob, { payment: payment.uuid });
  }

  /** Books what the provider reports about the current attempt. A repeated or older report changes nothing. The order must be locked. */
  async follow(em: EntityManager, order: Order, refund: Refund, report: RefundReport): Promise<void> {
    if (refund.status !== 'pending' && refund.status !== 'done') return;
    refund.reference ??= report.reference;
    if (report.status === 'done' && refund.status === 'pending') await this.book(em, order, refund);
    if (report.status === 'failed') await this.fail(em, order, refund, report.failure ?? 'failed');
    await em.flush();
  }

  private async book(em: EntityManager, order: Order, refund: Refund): Promise<void> {
    const payment = refund.payment.unwrap();
    const isCredited = refund.done_at !== null;
    refund.finish(await databaseNow(em));
    afterCommit(em, () => refunds.inc({ provider: payment.provider, result: 'done' }));
    LedgerEntry.refund(em, order, refund);
    await em.flush();
    const isByHand = refund.source === 'provider' && !isCredited;
    const undecided = refund.credit ? 0 : refund.amount;
    const replaced = isByHand ? await this.replaceFailed(em, payment, refund) : [];
    const uncredited = undecided - sumOf(replaced.map(({ amount }) => amount));
    const isKnown = replaced.some((each) => each.refund.done_at !== null) && uncredited === 0;
    if (!isCredited && !isKnown)
      await this.tolerant(refund, this.effects.onRefunded(em, order, refund, payment, uncredited));
    for (const each of replaced) await this.tolerant(refund, this.effects.onReplaced(em, order, each.refund));
    if (isByHand) await this.cancelFailed(em, order, payment);
  }

  /**
   * A refund of the provider's dashboard takes the place of a failed one of the same amount, or of those that can no longer be
   * retried because of it.
   */
  private async replaceFailed(em: EntityManager, payment: Payment, refund: Refund): Promise<Replaced[]> {
    const failed = await em.find(Refund, { payment, status: 'failed' }, { orderBy: { id: 1 } });
    const same = failed.filter(({ amount }) => amount === refund.amount);
    const twin = same.find(({ done_at }) => done_at !== null) ?? same[0];
    const replaced: Replaced[] = [];
    let rest = refund.amount;
    for (const each of twin ? [twin] : failed) {
      const amount = Math.min(rest, each.amount);
      if (amount === 0 || (!twin && each.amount <= (await Refund.left(em, payment, each)))) continue;
      rest -= amount;
      each.replace(amount);
      refund.credit ??= each.credit;
      replaced.push({ refund: each, amount });
      await em.flush();
    }
    return replaced;
  }

  /** Nothing is left for what has failed: the customer has the money. */
  private async cancelFailed(em: EntityManager, order: Order, payment: Payment): Promise<void> {
    if ((await Refund.left(em, payment)) > 0) return;
    for (const refund of await em.find(Refund, { payment, status: 'failed', done_at: null }, { orderBy: { id: 1 } }))
      await this.cancel(em, order, refund);
  }

  /** The money has moved, whatever was credited before. */
  private tolerant({ uuid }: Refund, credited: Promise<void>): Promise<void> {
    return credited.catch((error) => {
      if (!(error instanceof RangeError)) throw error;
      this.log.error({ refund: uuid, uncredited: error.message });
    });
  }

  /** The customer has the money by other ways. */
  private async cancel(em: EntityManager, order: Order, refund: Refund): Promise<void> {
    refund.cancel();
    await em.flush();
    await this.tolerant(refund, this.effects.onReplaced(em, order, refund));
  }

  private async fail(em: EntityManager, order: Order, refund: Refund, reason: string): Promise<void> {
    if (refund.status === 'done') LedgerEntry.refundFailed(em, order, refund);
    refund.fail(reason);
    const payment = refund.payment.unwrap();
    afterCommit(em, () => refunds.inc({ provider: payment.provider, result: 'failed' }));
    await em.flush();
    const left = await Refund.left(em, payment);
    const isOwed = refund.done_at !== null || left > 0;
    if (!isOwed) await this.cancel(em, order, refund);
    // The customer has a part by other ways: its retry brings the rest.
    else if (refund.done_at === null) refund.replace(Math.max(0, refund.amount - left));
    this.log[isOwed ? 'error' : 'warn']({ refund: refund.uuid, failed: reason });
  }

  /** Retries refunds whose job has given up: the money stays owed however long the provider is unreachable. */
  async sweep(): Promise<void> {
    // The new date claims the rows: no other process and no later sweep takes them.
    const { rows } = await sql<{ uuid: string; old: boolean }>`
      update refunds set tried_at = now() where id in (
        select id from refunds where status = 'pending' and tried_at < now() - interval '5 minutes'
        order by tried_at limit 100 for update skip locked
      ) returning uuid, created_at < now() - interval '1 hour' as old
    `.execute(this.database.sql());
    for (const { uuid, old } of rows)
      await this.execute(uuid).catch((error) =>
        this.log[old ? 'error' : 'warn']({ refund: uuid, pending: (error as Error).message }),
      );
  }
}

/** Cash, and amounts that no provider has: there is nobody to ask. */
const withoutProvider: RefundReport = { reference: null, status: 'done', failure: null };

async function load(em: EntityManager, uuid: string): Promise<{ refund: Refund; payment: Payment }> {
  const refund = await em.findOneOrFail(Refund, { uuid }, { populate: ['payment'] });
  return { refund, payment: refund.payment.unwrap() };
}
