import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { Caller } from '../common/http/access.js';
import { Config } from '../config/config.js';
import type { IdempotentResult } from '../idempotency/idempotent.interceptor.js';
import { IdempotencyService } from '../idempotency/idempotency.service.js';
import type { Order } from '../order/order.entity.js';
import { lockedOrder } from '../order/order-selector.js';
import { ReturnTooLate } from './fulfilment.errors.js';
import type { ReturnDto, ReturnInput } from './return.dto.js';
import { Return } from './return.entity.js';
import { ReturnQueries } from './return.queries.js';
import { selectUnits } from './unit-selection.js';

/** What customers do about returns: they ask for one. */
@Injectable()
export class ReturnRequestService {
  constructor(
    private readonly idempotency: IdempotencyService,
    private readonly config: Config,
    private readonly queries: ReturnQueries,
  ) {}

  /** @throws OrderNotFound, OrderNotReturnable, ReturnTooLate, OrderProductNotFound, NotSoManyLeft, StillRunning, IdempotencyKeyReused */
  request(me: Caller, uuid: string, input: ReturnInput, key?: string): Promise<IdempotentResult<ReturnDto>> {
    const request = { customer: me.id, key, route: `POST /api/orders/${uuid}/returns`, body: input };
    return this.idempotency.transaction(request, async (em) => {
      const order = await lockedOrder(em, { uuid, customer: me.id });
      Return.assertReturnable(order);
      await this.assertInTime(em, order);
      const units = selectUnits(await this.queries.returnableLines(em, order), input.lines);
      const returnRequest = Return.request(em, order, input.reason, units);
      await em.flush();
      return this.queries.one(em, returnRequest);
    });
  }

  /** The period begins with the delivery of the last parcel. @throws ReturnTooLate */
  private async assertInTime(em: EntityManager, order: Order): Promise<void> {
    const days = this.config.get('RETURN_DAYS');
    if (order.status === 'delivered' && (await this.queries.isPeriodOver(em, order, days)))
      throw new ReturnTooLate({ days });
  }
}
