import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import type { Caller } from '../common/http/access.js';
import { minorIn } from '../common/money/is-amount.js';
import { decimal } from '../common/money/money.js';
import { Database } from '../database/database.js';
import type { IdempotentResult } from '../idempotency/idempotent.interceptor.js';
import { IdempotencyService } from '../idempotency/idempotency.service.js';
import { Jobs } from '../jobs/jobs.js';
import { Credit } from '../order/credit.entity.js';
import { Order } from '../order/order.entity.js';
import { orderCredited } from '../order/order.service.js';
import type { RefundDto, RefundInput } from './payment.dto.js';
import { Payment } from './payment.entity.js';
import { RefundTooLarge } from './payment.errors.js';
import { Refund } from './refund.entity.js';
import { RefundExecutor } from './refund-executor.js';

/** Decides refunds, inside the transaction that needs one; {@link RefundExecutor} carries them out. */
@Injectable()
export class RefundService implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly idempotency: IdempotencyService,
    private readonly jobs: Jobs,
    private readonly audit: AuditService,
    private readonly executor: RefundExecutor,
  ) {}

  onModuleInit(): void {
    this.jobs.on<{ credit: string }>(orderCredited, ({ credit }) => this.refundLater(credit));
  }

  /** @throws OrderNotFound, RefundTooLarge, StillRunning, IdempotencyKeyReused */
  refund(actor: Caller, uuid: string, input: RefundInput, key?: string): Promise<IdempotentResult<RefundDto>> {
    const request = { customer: actor.id, key, route: `POST /api/admin/orders/${uuid}/refunds`, body: input };
    return this.idempotency.transaction(request, async (em) => {
      const order = await Order.lock(em, { uuid });
      const amount = input.amount === undefined ? undefined : minorIn(order.currency, input.amount);
      const refund = await this.create(em, order, input.reason ?? '', amount);
      this.audit.record(em, actor, 'order.refund', `order/${uuid}`, {
        amount: decimal(refund.amount, order.currency),
      });
      return toDto(refund, order.currency);
    });
  }

  /** The order must be locked. @param amount minor units; without it, all that is refundable @throws RefundTooLarge */
  async create(em: EntityManager, order: Order, reason: string, amount?: number): Promise<Refund> {
    const refundable = await this.refundableAmount(em, order);
    const payment = await em.findOne(Payment, { order, status: 'captured' });
    const sum = amount ?? refundable;
    if (!payment || sum <= 0 || sum > refundable)
      throw new RefundTooLarge({ left: decimal(refundable, order.currency) });
    return this.executor.enqueue(em, payment, sum, reason);
  }

  /** What was captured less all refunds, pending ones included, and less what disputes have withdrawn; minor units. */
  async refundableAmount(em: EntityManager, order: Order): Promise<number> {
    const payment = await em.findOne(Payment, { order, status: 'captured' });
    return payment ? Refund.left(em, payment) : 0;
  }

  /**
   * Refunds what the shop holds beyond what is still owed, at most the credit. Nothing where nothing was paid.
   * The order must be locked.
   */
  async settleCredit(em: EntityManager, order: Order, credit: Credit): Promise<void> {
    const overpaid = (await this.refundableAmount(em, order)) - order.owed;
    const amount = Math.min(credit.amount, overpaid);
    const payment = await em.findOne(Payment, { order, status: 'captured' });
    if (payment && amount > 0) await this.executor.enqueue(em, payment, amount, credit.reason, credit);
  }

  private async refundLater(uuid: string): Promise<void> {
    await this.database.transaction(async (em) => {
      const credit = await em.findOneOrFail(Credit, { uuid });
      const order = await em.findOneOrFail(Order, credit.order.id, { lockMode: LockMode.PESSIMISTIC_WRITE });
      if ((await em.count(Refund, { credit })) === 0) await this.settleCredit(em, order, credit);
    });
  }
}

const toDto = ({ uuid, status, amount, reason, created_at }: Refund, currency: string): RefundDto => ({
  refund_uuid: uuid,
  status,
  amount: decimal(amount, currency),
  reason,
  date_created: created_at.toISOString(),
});
