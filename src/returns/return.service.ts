import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { AuditVerb } from '../audit/audit-actions.js';
import { AuditService } from '../audit/audit.service.js';
import type { Caller } from '../common/http/access.js';
import { minorIn } from '../common/money/is-amount.js';
import { decimal } from '../common/money/money.js';
import { Database } from '../database/database.js';
import { Order, OrderLine } from '../order/order.entity.js';
import { followUnits } from '../order/order-units.js';
import { ReturnNotFound } from '../fulfilment/fulfilment.errors.js';
import { FulfilmentStock } from '../fulfilment/fulfilment-stock.js';
import type { ReturnDto, ReturnReceipt, ReturnRefund } from './return.dto.js';
import { Return } from './return.entity.js';
import { ReturnCreditService } from './return-credit.service.js';
import { ReturnQueries } from './return.queries.js';

/** What staff do about returns: each step once. */
@Injectable()
export class ReturnService {
  constructor(
    private readonly database: Database,
    private readonly credits: ReturnCreditService,
    private readonly audit: AuditService,
    private readonly queries: ReturnQueries,
    private readonly stock: FulfilmentStock,
  ) {}

  /** @throws ReturnNotFound, ReturnStatusRefused */
  accept(actor: Caller, uuid: string): Promise<ReturnDto> {
    return this.change(actor, uuid, 'accept', async (_em, returnRequest) => returnRequest.accept());
  }

  /** What was received goes back to the customer. @throws ReturnNotFound, ReturnStatusRefused, ProductNotAvailable, NotEnoughStock */
  refuse(actor: Caller, uuid: string, reason: string): Promise<ReturnDto> {
    return this.change(actor, uuid, 'refuse', async (em, returnRequest, order) => {
      returnRequest.refuse(reason);
      await this.stock.sendBack(em, order, returnRequest.restockedUnits());
      return { reason };
    });
  }

  /** @throws ReturnNotFound, ReturnStatusRefused, OrderProductNotFound, NotSoManyLeft */
  receive(actor: Caller, uuid: string, { lines = [] }: ReturnReceipt): Promise<ReturnDto> {
    return this.change(actor, uuid, 'receive', async (em, returnRequest, order) => {
      returnRequest.receive(lines);
      await this.stock.restock(em, order, returnRequest.restockedUnits());
      return { lines };
    });
  }

  /** @throws ReturnNotFound, ReturnStatusRefused, RefundTooLarge */
  refund(actor: Caller, uuid: string, input: ReturnRefund): Promise<ReturnDto> {
    return this.change(actor, uuid, 'refund', async (em, returnRequest, order, orderLines) => {
      returnRequest.assertRefundable();
      const given = input.amount === undefined ? undefined : minorIn(order.currency, input.amount);
      const amount = await this.credits.credit(em, order, returnRequest, given);
      returnRequest.refund(amount);
      await em.flush();
      followUnits(order, orderLines);
      return { amount: decimal(amount, order.currency) };
    });
  }

  /** The order is locked before its return is read, here as everywhere. */
  private change(
    actor: Caller,
    uuid: string,
    verb: AuditVerb<'return'>,
    work: (em: EntityManager, returnRequest: Return, order: Order, orderLines: OrderLine[]) => Promise<object | void>,
  ): Promise<ReturnDto> {
    return this.database.transaction(async (em) => {
      const found = await em.findOne(Return, { uuid });
      if (!found) throw new ReturnNotFound();
      const order = await em.findOneOrFail(Order, found.order.id, { lockMode: LockMode.PESSIMISTIC_WRITE });
      const orderLines = await OrderLine.forOrder(em, order);
      const returnRequest = await em.refreshOrFail(found);
      await returnRequest.lines.loadItems({ populate: ['order_line'] });
      const { status } = returnRequest;
      const facts = await work(em, returnRequest, order, orderLines);
      const changes = { from: { status }, to: { status: returnRequest.status }, order: order.number, ...facts };
      const subject = { kind: 'return' as const, uuid: returnRequest.uuid, label: order.number };
      this.audit.record(em, actor, `return.${verb}`, subject, changes);
      await em.flush();
      return this.queries.one(em, returnRequest);
    });
  }
}
