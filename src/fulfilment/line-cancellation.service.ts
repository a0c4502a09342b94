import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import type { Caller } from '../common/http/access.js';
import { decimal } from '../common/money/money.js';
import type { IdempotentResult } from '../idempotency/idempotent.interceptor.js';
import { IdempotencyService } from '../idempotency/idempotency.service.js';
import { CancellationService } from '../order/cancellation.service.js';
import type { Credit } from '../order/credit.entity.js';
import { OrderMails } from '../order/order-mails.js';
import { Order, OrderLine } from '../order/order.entity.js';
import { OrderNotCancelable } from '../order/order.errors.js';
import { RefundService } from '../payment/refund.service.js';
import type { AdminCancellationInput, CancellationDto, CancellationInput } from './cancellation.dto.js';
import { selectUnits, type UnitSelection } from './unit-selection.js';

interface Cancellation extends AdminCancellationInput {
  reason_by_customer: boolean;
}

/** Cancels units of an order that have not left. */
@Injectable()
export class LineCancellationService {
  constructor(
    private readonly idempotency: IdempotencyService,
    private readonly cancellations: CancellationService,
    private readonly refunds: RefundService,
    private readonly mails: OrderMails,
    private readonly audit: AuditService,
  ) {}

  /** @throws OrderNotFound, OrderNotCancelable, OrderProductNotFound, NotSoManyLeft, StillRunning, IdempotencyKeyReused */
  cancelOwn(
    me: Caller,
    uuid: string,
    input: CancellationInput,
    key?: string,
  ): Promise<IdempotentResult<CancellationDto>> {
    const request = { customer: me.id, key, route: `POST /api/orders/${uuid}/cancellations`, body: input };
    return this.idempotency.transaction(request, async (em) => {
      const order = await Order.lock(em, { uuid, customer: me.id });
      order.assertCancelable();
      return this.cancel(em, order, { ...input, reason_by_customer: input.reason !== undefined });
    });
  }

  /** @throws OrderNotFound, OrderNotCancelable, OrderProductNotFound, NotSoManyLeft, StillRunning, IdempotencyKeyReused */
  cancelByStaff(
    actor: Caller,
    uuid: string,
    input: AdminCancellationInput,
    key?: string,
  ): Promise<IdempotentResult<CancellationDto>> {
    const request = { customer: actor.id, key, route: `POST /api/admin/orders/${uuid}/cancellations`, body: input };
    return this.idempotency.transaction(request, async (em) => {
      const order = await Order.lock(em, { uuid });
      const { status } = order;
      const answer = await this.cancel(em, order, { ...input, reason_by_customer: false });
      const { reason, lines, amount } = answer;
      const changes = { from: { status }, to: { status: order.status }, reason, amount, lines };
      this.audit.record(em, actor, 'order.cancel', { kind: 'order', uuid, label: order.number }, changes);
      return answer;
    });
  }

  private async cancel(em: EntityManager, order: Order, input: Cancellation): Promise<CancellationDto> {
    const lines = await OrderLine.forOrder(em, order);
    if (lines.every(({ open }) => open === 0)) throw new OrderNotCancelable({ status: order.status });
    const units = selectUnits(lines, input.lines);
    const isWhole = lines.every((line) => units.find((unit) => unit.line === line)?.quantity === line.quantity);
    const isAtOnce = isWhole && !order.shipped_at;
    const credit = isAtOnce
      ? await this.cancellations.cancel(em, order, input.reason)
      : await this.cancellations.cancelUnits(em, order, lines, units, input.reason ?? '');
    credit.reason_by_customer = input.reason_by_customer;
    if (!isAtOnce) await this.mails.unitsCanceled(em, order, units, credit);
    await this.refunds.settleCredit(em, order, credit);
    return toDto(order, credit, units);
  }
}

const toDto = (order: Order, credit: Credit, units: UnitSelection[]): CancellationDto => ({
  cancellation_uuid: credit.uuid,
  order_uuid: order.uuid,
  order: order.number,
  status: order.status,
  reason: credit.reason,
  amount: decimal(credit.amount, order.currency),
  shipping: decimal(credit.shipping, order.currency),
  date_created: credit.created_at.toISOString(),
  lines: units.map(({ line: { uuid, name }, quantity }) => ({ order_product_uuid: uuid, name, quantity })),
});
