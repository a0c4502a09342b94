import { LockMode, ref } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { sql } from 'kysely';
import { Database } from '../database/database.js';
import { Jobs } from '../jobs/jobs.js';
import type { Credit } from '../order/credit.entity.js';
import { Order } from '../order/order.entity.js';
import { LedgerEntry } from './ledger-entry.entity.js';
import { PaymentEffects } from './payment-effects.js';
import { PaymentProviders } from './payment-providers.js';
import type { Payment } from './payment.entity.js';
import { Refund } from './refund.entity.js';

const refundJob = 'payment.refund';

/** Carries refunds to the provider after the transaction that decided them, and retries until they are done. */
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

  /** Idempotent: the provider knows the refund by its uuid, and the ledger books it once. */
  async execute(uuid: string): Promise<void> {
    const { refund, payment } = await this.database.transaction(async (em) => {
      const found = await em.findOneOrFail(Refund, { uuid }, { populate: ['payment'] });
      return { refund: found, payment: found.payment.unwrap() };
    });
    if (refund.status === 'done') return;
    if (payment.isExternal)
      await this.providers
        .byName(payment.provider)
        .refund(uuid, payment.reference ?? '', refund.amount, payment.currency);
    await this.database.transaction((em) => this.book(em, uuid, payment));
  }

  private async book(em: EntityManager, uuid: string, payment: Payment): Promise<void> {
    const order = await em.findOneOrFail(Order, payment.order.id, { lockMode: LockMode.PESSIMISTIC_WRITE });
    const refund = await em.findOneOrFail(Refund, { uuid });
    if (refund.status === 'done') return;
    refund.finish();
    LedgerEntry.refund(em, order, refund);
    await this.effects.onRefunded(em, order, refund, payment);
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
