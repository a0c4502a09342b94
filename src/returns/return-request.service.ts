import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import type { Caller } from '../common/http/access.js';
import { Database } from '../database/database.js';
import type { IdempotentResult } from '../idempotency/idempotent.interceptor.js';
import { IdempotencyService } from '../idempotency/idempotency.service.js';
import { Order } from '../order/order.entity.js';
import { ReturnNotFound, ReturnTooLate } from '../fulfilment/fulfilment.errors.js';
import type { ReturnDto, ReturnInput } from './return.dto.js';
import { Return } from './return.entity.js';
import { ReturnQueries } from './return.queries.js';
import { selectUnits } from '../fulfilment/unit-selection.js';
import { Settings } from '../settings/settings.js';

/** What begins a return, and what customers do about it. */
@Injectable()
export class ReturnRequestService {
  constructor(
    private readonly database: Database,
    private readonly idempotency: IdempotencyService,
    private readonly settings: Settings,
    private readonly audit: AuditService,
    private readonly queries: ReturnQueries,
  ) {}

  /** @throws OrderNotFound, OrderNotReturnable, ReturnTooLate, OrderProductNotFound, NotSoManyLeft, StillRunning, IdempotencyKeyReused */
  request(me: Caller, uuid: string, input: ReturnInput, key?: string): Promise<IdempotentResult<ReturnDto>> {
    const request = { customer: me.id, key, route: `POST /api/orders/${uuid}/returns`, body: input };
    return this.idempotency.transaction(request, async (em) => {
      const order = await Order.lock(em, { uuid, customer: me.id });
      Return.assertReturnable(order);
      await this.assertInTime(em, order);
      const returnRequest = await this.create(em, order, input);
      await em.flush();
      return this.queries.one(em, returnRequest);
    });
  }

  /** For units that the customer sent back without asking: accepted at once, at any time. @throws OrderNotFound, OrderNotReturnable, OrderProductNotFound, NotSoManyLeft, StillRunning, IdempotencyKeyReused */
  register(actor: Caller, uuid: string, input: ReturnInput, key?: string): Promise<IdempotentResult<ReturnDto>> {
    const request = { customer: actor.id, key, route: `POST /api/admin/orders/${uuid}/returns`, body: input };
    return this.idempotency.transaction(request, async (em) => {
      const order = await Order.lock(em, { uuid });
      const returnRequest = await this.create(em, order, input);
      returnRequest.accept();
      await em.flush();
      const subject = { kind: 'return' as const, uuid: returnRequest.uuid, label: order.number };
      const { reason, lines } = input;
      const changes = { to: { status: returnRequest.status, reason }, order: order.number, lines };
      this.audit.record(em, actor, 'return.register', subject, changes);
      return this.queries.one(em, returnRequest);
    });
  }

  /** @throws OrderNotFound, ReturnNotFound, ReturnStatusRefused */
  cancel(me: Caller, order_uuid: string, uuid: string): Promise<ReturnDto> {
    return this.database.transaction(async (em) => {
      const order = await Order.lock(em, { uuid: order_uuid, customer: me.id });
      const returnRequest = await em.findOne(Return, { uuid, order });
      if (!returnRequest) throw new ReturnNotFound();
      returnRequest.cancel();
      await em.flush();
      return this.queries.one(em, returnRequest);
    });
  }

  private async create(em: EntityManager, order: Order, { reason, lines }: ReturnInput): Promise<Return> {
    Return.assertReturnable(order);
    const units = selectUnits(await this.queries.returnableLines(em, order), lines);
    return Return.request(em, order, reason, units);
  }

  /** The period begins with the delivery of the last parcel. @throws ReturnTooLate */
  private async assertInTime(em: EntityManager, order: Order): Promise<void> {
    const days = this.settings.get('RETURN_DAYS');
    if (order.status === 'delivered' && (await this.queries.isPeriodOver(em, order, days)))
      throw new ReturnTooLate({ days });
  }
}
