import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { sql } from 'kysely';
import { AuditService } from '../audit/audit.service.js';
import type { Caller } from '../common/http/access.js';
import type { IdempotentResult } from '../idempotency/idempotent.interceptor.js';
import { decimal, minor } from '../common/money/money.js';
import { Database } from '../database/database.js';
import { IdempotencyService } from '../idempotency/idempotency.service.js';
import { Jobs } from '../jobs/jobs.js';
import { Order } from '../order/order.entity.js';
import { orderCanceled } from '../order/order.service.js';
import { lockedOrder } from '../order/order-selector.js';
import { LedgerEntry } from './ledger-entry.entity.js';
import type { RefundDto, RefundInput } from './payment.dto.js';
import { PaymentEffects } from './payment-effects.js';
import { Payment } from './payment.entity.js';
import { RefundTooLarge } from './payment.errors.js';
import { PaymentProviders } from './payment-providers.js';
import { Refund } from './refund.entity.js';

const refundJob = 'payment.refund';

/** Gives money back: promised in the transaction that decides it, done by a job that asks the provider. */
@Injectable()
export class RefundService implements OnModuleInit {
  private readonly log = new Logger('Payment');

  constructor(
    private readonly database: Database,
    private readonly idempotency: IdempotencyService,
    private readonly jobs: Jobs,
    private readonly providers: PaymentProviders,
    private readonly audit: AuditService,
    private readonly paidOrders: PaymentEffects,
  ) {}

  onModuleInit(): void {
    this.jobs.on<{ refund: string }>(refundJob, ({ refund }) => this.carryOut(refund));
    this.jobs.minutely('refunds.sweep', () => this.sweep());
    this.jobs.on<{ order: string }>(orderCanceled, ({ order }) => this.refundCanceled(order));
  }

  /** @throws OrderNotFound, RefundTooLarge, StillRunning, IdempotencyKeyReused */
  refund(actor: Caller, uuid: string, input: RefundInput, key?: string): Promise<IdempotentResult<RefundDto>> {
    const request = { customer: actor.id, key, route: `POST /api/admin/orders/${uuid}/refunds`, body: input };
    return this.idempotency.transaction(request, async (em) => {
      const order = await lockedOrder(em, { uuid });
      const left = await leftOf(em, order);
      const amount = input.amount === undefined ? left : minor(input.amount);
      const refund = await this.give(em, order, amount, input.reason ?? '');
      this.audit.record(em, actor, 'order.refund', `order/${uuid}`, { amount: decimal(amount) });
      return told(refund);
    });
  }

  /** Gives back a part of what was paid; the order must be locked. @param amount minor units @throws RefundTooLarge */
  async give(em: EntityManager, order: Order, amount: number, reason: string): Promise<Refund> {
    const payment = await em.findOne(Payment, { order, status: 'captured' });
    if (!payment || amount <= 0 || amount > (await leftOf(em, order)))
      throw new RefundTooLarge({ left: decimal(await leftOf(em, order)) });
    return this.promise(em, payment, amount, reason);
  }

  async promise(em: EntityManager, payment: Payment, amount: number, reason: string): Promise<Refund> {
    const refund = em.create(Refund, { payment, amount, reason });
    await em.flush();
    await this.jobs.enqueue(em, refundJob, { refund: refund.uuid });
    return refund;
  }

  /** Harmless when run twice: the provider knows the refund by its uuid, the ledger takes it once. */
  private async carryOut(uuid: string): Promise<void> {
    const { refund, payment } = await this.database.transaction(async (em) => {
      const found = await em.findOneOrFail(Refund, { uuid }, { populate: ['payment'] });
      return { refund: found, payment: found.payment.unwrap() };
    });
    if (refund.status === 'done') return;
    if (this.providers.calls(payment))
      await this.providers.named(payment.provider).refund(uuid, payment.reference ?? '', refund.amount);
    await this.database.transaction(async (em) => {
      const order = await em.findOneOrFail(Order, payment.order.id, { lockMode: LockMode.PESSIMISTIC_WRITE });
      const found = await em.findOneOrFail(Refund, { uuid }, { lockMode: LockMode.PESSIMISTIC_WRITE });
      if (found.status === 'done') return;
      found.finish();
      em.create(LedgerEntry, { order, kind: 'refund', amount: -found.amount, refund: found });
      await this.paidOrders.refunded(em, order, found, payment);
    });
  }

  /** Money that is owed is owed however long the provider was away. */
  private async sweep(): Promise<void> {
    const { rows } = await sql<{ uuid: string; old: boolean }>`
      update refunds set tried = now() where id in (
        select id from refunds where status = 'pending' and tried < now() - interval '5 minutes'
        order by tried limit 100 for update skip locked
      ) returning uuid, created < now() - interval '1 hour' as old
    `.execute(this.database.sql());
    for (const { uuid, old } of rows)
      await this.carryOut(uuid).catch((error) =>
        this.log[old ? 'error' : 'warn']({ refund: uuid, pending: (error as Error).message }),
      );
  }

  private async refundCanceled(uuid: string): Promise<void> {
    await this.database.transaction(async (em) => {
      const order = await lockedOrder(em, { uuid });
      const left = await leftOf(em, order);
      if (left > 0) await this.give(em, order, left, 'the order was canceled');
    });
  }
}

/** What was paid and is not promised back yet, minor units. */
export async function leftOf(em: EntityManager, order: Order): Promise<number> {
  const { rows } = await sql<{ left: number }>`
    select (coalesce(sum(amount) filter (where status = 'captured'), 0) - coalesce((
      select sum(refunds.amount) from refunds join payments on payments.id = payment_id
      where order_id = ${order.id} and payments.status = 'captured'
    ), 0))::float8 as left
    from payments where order_id = ${order.id}
  `.execute(em.getKysely());
  return rows[0]?.left ?? 0;
}

const told = ({ uuid, status, amount, reason, created }: Refund): RefundDto => ({
  refund_uuid: uuid,
  status,
  amount: decimal(amount),
  reason,
  date_created: created.toISOString(),
});
