import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { AuditService } from '../audit/audit.service.js';
import { releaseStock } from '../stock/stock.js';
import type { Caller } from '../common/http/access.js';
import type { IdempotentResult } from '../idempotency/idempotent.interceptor.js';
import { decimal, minor } from '../common/money/money.js';
import { Config } from '../config/config.js';
import { Database } from '../database/database.js';
import { IdempotencyService } from '../idempotency/idempotency.service.js';
import { Order } from '../order/order.entity.js';
import { canTransition } from '../order/order-status.js';
import { RefundService } from '../payment/refund.service.js';
import { OrderNotReturnable, OrderProductNotFound, ReturnNotFound, ReturnTooLate } from './fulfilment.errors.js';
import { lockedOrder } from '../order/order-selector.js';
import { paidFor } from './return-amount.js';
import type { ReceivedLine, ReturnDto, ReturnInput, ReturnReceipt, ReturnRefund } from './return.dto.js';
import { Return, ReturnLine } from './return.entity.js';
import { ReturnQueries } from './return.queries.js';
import { leftToReturn, pick } from './units.js';

/** Takes back what was delivered: asked for by the customer, decided by staff, and each step once. */
@Injectable()
export class ReturnService {
  constructor(
    private readonly database: Database,
    private readonly idempotency: IdempotencyService,
    private readonly refunds: RefundService,
    private readonly audit: AuditService,
    private readonly config: Config,
    private readonly queries: ReturnQueries,
  ) {}

  /** @throws OrderNotFound, OrderNotReturnable, ReturnTooLate, OrderProductNotFound, NotSoManyLeft, StillRunning, IdempotencyKeyReused */
  request(me: Caller, uuid: string, input: ReturnInput, key?: string): Promise<IdempotentResult<ReturnDto>> {
    const request = { customer: me.id, key, route: `POST /api/orders/${uuid}/returns`, body: input };
    return this.idempotency.transaction(request, async (em) => {
      const order = await lockedOrder(em, { uuid, customer: me.id });
      await ensureReturnable(em, order, this.config.get('RETURN_DAYS'));
      const wanted = Return.request(em, order, input.reason, pick(await leftToReturn(em, order), input.lines));
      await em.flush();
      return this.queries.one(em, wanted);
    });
  }

  /** @throws ReturnNotFound, ReturnStatusRefused */
  accept(actor: Caller, uuid: string): Promise<ReturnDto> {
    return this.change(actor, uuid, 'accept', async (_em, goods) => goods.accept());
  }

  /** @throws ReturnNotFound, ReturnStatusRefused */
  refuse(actor: Caller, uuid: string, reason: string): Promise<ReturnDto> {
    return this.change(actor, uuid, 'refuse', async (_em, goods) => {
      goods.refuse(reason);
      return { reason };
    });
  }

  /** @throws ReturnNotFound, ReturnStatusRefused, OrderProductNotFound */
  receive(actor: Caller, uuid: string, { lines = [] }: ReturnReceipt): Promise<ReturnDto> {
    return this.change(actor, uuid, 'receive', async (em, goods, order) => {
      goods.receive();
      const restocked = await sorted(em, goods, lines);
      await releaseStock(em, restocked, `return of order ${order.number}`);
      return { lines };
    });
  }

  /** @throws ReturnNotFound, ReturnStatusRefused, RefundTooLarge */
  refund(actor: Caller, uuid: string, { amount }: ReturnRefund): Promise<ReturnDto> {
    return this.change(actor, uuid, 'refund', async (em, goods, order) => {
      const sum = amount === undefined ? await paidFor(em, order, goods) : minor(amount);
      goods.refund(sum);
      await em.flush();
      if (sum > 0) await this.refunds.give(em, order, sum, `return of order ${order.number}`);
      if (canTransition(order.status, 'returned') && (await isAllBack(em, order))) order.transitionTo('returned');
      return { amount: decimal(sum) };
    });
  }

  /** The order is locked before its return, here as everywhere. */
  private change(
    actor: Caller,
    uuid: string,
    verb: string,
    work: (em: EntityManager, goods: Return, order: Order) => Promise<object | void>,
  ): Promise<ReturnDto> {
    return this.database.transaction(async (em) => {
      const found = await em.findOne(Return, { uuid });
      if (!found) throw new ReturnNotFound();
      const order = await em.findOneOrFail(Order, found.order.id, { lockMode: LockMode.PESSIMISTIC_WRITE });
      const goods = await em.refreshOrFail(found);
      const changes = await work(em, goods, order);
      this.audit.record(em, actor, `return.${verb}`, `return/${goods.uuid}`, { order: order.number, ...changes });
      await em.flush();
      return this.queries.one(em, goods);
    });
  }
}

/** @throws OrderNotReturnable, ReturnTooLate */
async function ensureReturnable(em: EntityManager, { id, status }: Order, days: number): Promise<void> {
  if (!['processing', 'shipped', 'delivered'].includes(status)) throw new OrderNotReturnable({ status });
  // The time runs from the last parcel on.
  if (status !== 'delivered') return;
  const { rows } = await sql<{ over: boolean }>`
    select now() > max(delivered) + make_interval(days => ${days}) as over from shipments where order_id = ${id}
  `.execute(em.getKysely());
  if (rows[0]?.over) throw new ReturnTooLate({ days });
}

/** Writes down which lines go back on sale, and answers their products. @throws OrderProductNotFound */
async function sorted(em: EntityManager, goods: Return, wishes: ReceivedLine[]) {
  const lines = await em.find(ReturnLine, { return: goods }, { populate: ['order_line'] });
  const byUuid = new Map(lines.map((line) => [line.order_line.unwrap().uuid, line]));
  for (const line of lines) line.restocked = true;
  for (const { order_product_uuid, restock } of wishes) {
    const line = byUuid.get(order_product_uuid.toLowerCase());
    if (!line) throw new OrderProductNotFound({ order_product_uuid });
    line.restocked = restock;
  }
  return lines
    .filter(({ restocked }) => restocked)
    .flatMap(({ order_line, quantity }) => {
      const { product } = order_line.unwrap();
      return product ? [{ product: product.id, quantity }] : [];
    });
}

/** Whether every unit of the order came back and was refunded. */
async function isAllBack(em: EntityManager, { id }: Order): Promise<boolean> {
  const { rows } = await sql<{ all: boolean }>`
    select not exists (
      select from order_lines where order_id = ${id} and quantity > (
        select coalesce(sum(return_lines.quantity), 0) from return_lines join returns on returns.id = return_id
        where order_line_id = order_lines.id and status = 'refunded'
      )
    ) as all
  `.execute(em.getKysely());
  return rows[0]?.all ?? false;
}
