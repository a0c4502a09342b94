import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { AuditAction } from '../audit/audit-actions.js';
import { AuditService } from '../audit/audit.service.js';
import type { Caller } from '../common/http/access.js';
import { minorIn } from '../common/money/is-amount.js';
import { decimal } from '../common/money/money.js';
import { sumOf } from '../common/money/tax.js';
import type { IdempotentResult } from '../idempotency/idempotent.interceptor.js';
import { IdempotencyService } from '../idempotency/idempotency.service.js';
import { CancellationService } from '../order/cancellation.service.js';
import { Credit, type CreditedUnits, type CreditParts } from '../order/credit.entity.js';
import { Order, OrderLine } from '../order/order.entity.js';
import { isUndelivered } from '../order/order-units.js';
import { CreditTooLarge } from '../order/order.errors.js';
import { RefundTooLarge } from '../payment/payment.errors.js';
import type { Refund } from '../payment/refund.entity.js';
import { RefundService } from '../payment/refund.service.js';
import type { CreditDto, CreditInput, RefundReceipt } from './credit.dto.js';
import { CreditQueries } from './credit.queries.js';
import type { OrderUnits } from './shipment.dto.js';
import { selectUnits } from './unit-selection.js';

/** What staff decide that a customer does not have to pay. */
@Injectable()
export class CreditService {
  constructor(
    private readonly idempotency: IdempotencyService,
    private readonly audit: AuditService,
    private readonly cancellations: CancellationService,
    private readonly refunds: RefundService,
    private readonly queries: CreditQueries,
  ) {}

  /** Refunds what was paid. @throws OrderNotFound, RefundTooLarge, CreditTooLarge, OrderProductNotFound, NotSoManyLeft, StillRunning, IdempotencyKeyReused */
  refund(actor: Caller, uuid: string, input: CreditInput, key?: string): Promise<IdempotentResult<RefundReceipt>> {
    const request = { customer: actor.id, key, route: `POST /api/admin/orders/${uuid}/refunds`, body: input };
    return this.idempotency.transaction(request, async (em) => {
      const order = await Order.lock(em, { uuid });
      const left = await this.refunds.refundableAmount(em, order);
      const sums = sumsOf(order, input);
      if (left === 0 || (sums && sums.shipping + sums.amount > left))
        throw new RefundTooLarge({ left: decimal(left, order.currency) });
      const { credit, refunds } = await this.create(em, order, 'refund', input, sums);
      if (refunds.length === 0 || (sums && credit.amount > left))
        throw new RefundTooLarge({ left: decimal(left, order.currency) });
      this.record(em, actor, 'order.refund', order, credit, input);
      return toReceipt(order.currency, refunds, await this.queries.one(em, credit));
    });
  }

  /** Credits what is not paid yet; what was paid for it is refunded. @throws OrderNotFound, CreditTooLarge, OrderProductNotFound, NotSoManyLeft, StillRunning, IdempotencyKeyReused */
  credit(actor: Caller, uuid: string, input: CreditInput, key?: string): Promise<IdempotentResult<CreditDto>> {
    const request = { customer: actor.id, key, route: `POST /api/admin/orders/${uuid}/credits`, body: input };
    return this.idempotency.transaction(request, async (em) => {
      const order = await Order.lock(em, { uuid });
      const { credit } = await this.create(em, order, 'credit', input);
      if (credit.amount === 0 && credit.lines.length === 0)
        throw new CreditTooLarge({ left: decimal(order.owed, order.currency) });
      this.record(em, actor, 'order.credit', order, credit, input);
      return this.queries.one(em, credit);
    });
  }

  private async create(
    em: EntityManager,
    order: Order,
    kind: 'refund' | 'credit',
    input: CreditInput,
    sums = sumsOf(order, input),
  ): Promise<{ credit: Credit; refunds: Refund[] }> {
    const lines = await OrderLine.forOrder(em, order);
    const parts = partsOf(order, lines, sums, input.lines);
    if (input.amount !== undefined && kind === 'refund') parts.base = await this.refunds.collectedBase(em, order);
    if (input.lines) await this.cancellations.cancelCredited(em, order, lines, unsent(order, parts.units ?? []));
    // Of an order of which nothing arrives the shipping is not owed either.
    if (isUndelivered(lines)) parts.shipping = order.shippingLeft;
    const credit = Credit.create(em, order, lines, kind, input.reason ?? '', parts);
    await em.flush();
    const refunds = await this.refunds.settleCredit(em, order, credit);
    await em.flush();
    return { credit, refunds };
  }

  private record(
    em: EntityManager,
    actor: Caller,
    action: AuditAction,
    { uuid, number, currency }: Order,
    { amount, reason }: Credit,
    { lines, shipping }: CreditInput,
  ): void {
    const parts = { ...(lines && { lines }), ...(shipping && { shipping }) };
    const changes = { amount: decimal(amount, currency), ...parts, ...(reason && { reason }) };
    this.audit.record(em, actor, action, { kind: 'order', uuid, label: number }, changes);
  }
}

/** Minor units; null for everything that is left. @throws ValidationFailed */
function sumsOf({ currency }: Order, { lines, shipping, amount }: CreditInput) {
  if (!lines && shipping === undefined && amount === undefined) return null;
  return { shipping: minorIn(currency, shipping ?? '0', 'shipping'), amount: minorIn(currency, amount ?? '0') };
}

const owedUnits = (line: OrderLine): number => line.owedUnits;

/** @throws OrderProductNotFound, NotSoManyLeft */
function partsOf(
  order: Order,
  lines: OrderLine[],
  sums: ReturnType<typeof sumsOf>,
  requested: OrderUnits[] = [],
): CreditParts {
  if (sums) return { units: selectUnits(lines, requested, owedUnits), ...sums };
  // Everything that is left: what remains of lines without units is for no unit in particular.
  const left = order.leftOf(lines);
  const units = selectUnits(lines, undefined, owedUnits);
  const worth = sumOf(units.map(({ line, quantity }) => line.worthOf(quantity, left.get(line) ?? 0)));
  return { units, shipping: order.shippingLeft, amount: sumOf([...left.values()]) - worth };
}

/** Of the units those that have not left: first of all in an order that is paid before; last of all with cash, which is for parcels. */
function unsent({ payment }: Order, units: CreditedUnits[]): CreditedUnits[] {
  return units
    .map(({ line, quantity }) => {
      const sent = Math.max(0, line.owedUnits - line.open);
      return { line, quantity: payment === 'cash' ? Math.max(0, quantity - sent) : Math.min(quantity, line.open) };
    })
    .filter(({ quantity }) => quantity > 0);
}

const toReceipt = (currency: string, refunds: Refund[], credit: CreditDto): RefundReceipt => ({
  refund_uuid: refunds[0]?.uuid ?? '',
  status: 'pending',
  amount: decimal(sumOf(refunds.map(({ amount }) => amount)), currency),
  reason: credit.reason,
  date_created: refunds[0]?.created_at.toISOString() ?? credit.date_created,
  lines: credit.lines,
  shipping: credit.shipping,
  goodwill: credit.goodwill,
  credit_note: credit.credit_notes[0] ?? null,
});
