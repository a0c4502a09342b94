import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import type { Caller } from '../common/http/access.js';
import { decimal, minor } from '../common/money/money.js';
import { Database } from '../database/database.js';
import type { IdempotentResult } from '../idempotency/idempotent.interceptor.js';
import { IdempotencyService } from '../idempotency/idempotency.service.js';
import { Jobs } from '../jobs/jobs.js';
import { Order } from '../order/order.entity.js';
import { orderCanceled } from '../order/order.service.js';
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
    this.jobs.on<{ order: string }>(orderCanceled, ({ order }) => this.refundCanceled(order));
  }

  /** @throws OrderNotFound, RefundTooLarge, StillRunning, IdempotencyKeyReused */
  refund(actor: Caller, uuid: string, input: RefundInput, key?: string): Promise<IdempotentResult<RefundDto>> {
    const request = { customer: actor.id, key, route: `POST /api/admin/orders/${uuid}/refunds`, body: input };
    return this.idempotency.transaction(request, async (em) => {
      const order = await Order.lock(em, { uuid });
      const amount = input.amount === undefined ? undefined : minor(input.amount);
      const refund = await this.create(em, order, input.reason ?? '', amount);
      this.audit.record(em, actor, 'order.refund', `order/${uuid}`, { amount: decimal(refund.amount) });
      return toDto(refund);
    });
  }

  /** The order must be locked. @param amount minor units; without it, all that is refundable @throws RefundTooLarge */
  async create(em: EntityManager, order: Order, reason: string, amount?: number): Promise<Refund> {
    const refundable = await this.refundableAmount(em, order);
    const payment = await em.findOne(Payment, { order, status: 'captured' });
    const sum = amount ?? refundable;
    if (!payment || sum <= 0 || sum > refundable) throw new RefundTooLarge({ left: decimal(refundable) });
    return this.executor.enqueue(em, payment, sum, reason);
  }

  /** What was captured less all refunds, pending ones included, and less what disputes have withdrawn; minor units. */
  async refundableAmount(em: EntityManager, order: Order): Promise<number> {
    const payment = await em.findOne(Payment, { order, status: 'captured' });
    return payment ? Refund.left(em, payment) : 0;
  }

  private async refundCanceled(uuid: string): Promise<void> {
    await this.database.transaction(async (em) => {
      const order = await Order.lock(em, { uuid });
      if ((await this.refundableAmount(em, order)) > 0) await this.create(em, order, 'the order was canceled');
    });
  }
}

const toDto = ({ uuid, status, amount, reason, created_at }: Refund): RefundDto => ({
  refund_uuid: uuid,
  status,
  amount: decimal(amount),
  reason,
  date_created: created_at.toISOString(),
});
