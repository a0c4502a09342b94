import type { EntityManager, InferKyselyDB } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { type ExpressionBuilder, type Kysely, sql } from 'kysely';
import { jsonArrayFrom } from 'kysely/helpers/postgres';
import type { List, Page, PageQuery } from '../common/http/paging.js';
import { dayOf, daysAfter } from '../config/calendar.js';
import { Database } from '../database/database.js';
import { latestFirst, listOf } from '../database/list.js';
import { decimal, iso, pageOf } from '../database/sql.js';
import type { Order, OrderLineSchema, OrderSchema } from '../order/order.entity.js';
import { OrderQueries } from '../order/order.queries.js';
import type { OrderSelector } from '../order/order-statements.js';
import type { ReturnDto, ReturnQuery } from './return.dto.js';
import type { ReturnLineSchema, ReturnSchema } from './return.entity.js';
import { voidReturnStatuses } from './return-status.js';
import type { OpenLine } from '../fulfilment/unit-selection.js';

type Tables = InferKyselyDB<
  typeof ReturnSchema | typeof ReturnLineSchema | typeof OrderSchema | typeof OrderLineSchema
>;

@Injectable()
export class ReturnQueries {
  constructor(
    private readonly database: Database,
    private readonly orders: OrderQueries,
  ) {}

  /** As the transaction of `em` sees it. */
  one(em: EntityManager, { uuid }: { uuid: string }): Promise<ReturnDto> {
    const returns = returnsIn(em.getKysely<Tables>() as Kysely<Tables>);
    return returns.where('returns.uuid', '=', uuid).select(columns).executeTakeFirstOrThrow();
  }

  /** Latest first. @throws OrderNotFound, also for orders of others */
  async list(which: OrderSelector, page: PageQuery): Promise<Page<ReturnDto>> {
    const returns = this.returns().where('returns.order_id', '=', await this.orders.idOf(which));
    return pageOf(returns.select(columns).orderBy('returns.id', 'desc'), page);
  }

  /** Of all customers, latest first. */
  listAll({ status, customer, ...page }: ReturnQuery): Promise<List<ReturnDto>> {
    let returns = this.returns();
    if (status) returns = returns.where('returns.status', '=', status);
    if (customer)
      returns = returns.where(sql<boolean>`orders.customer_id = (select id from customers where uuid = ${customer})`);
    return listOf(this.database, returns.select(columns), latestFirst('returns.id'), page);
  }

  /** Units delivered and in no other return, unless that came to nothing or they did not arrive; the order must be locked. */
  async returnableLines(em: EntityManager, { id }: Order): Promise<OpenLine[]> {
    const { rows } = await sql<OpenLine>`
      select id, uuid, name, (delivered - coalesce((
        select sum(coalesce(received, return_lines.quantity)) from return_lines join returns on returns.id = return_id
        where order_line_id = order_lines.id and not status = any(${voidReturnStatuses})
      ), 0))::int as open
      from order_lines where order_id = ${id} order by id
    `.execute(em.getKysely());
    return rows;
  }

  /** Whether more whole days than these passed since the day of the order's last delivery: that day does not count. */
  async isPeriodOver(em: EntityManager, { id }: Order, days: number): Promise<boolean> {
    const { rows } = await sql<{ now: string; delivered: string | null }>`
      select now() as now, max(delivered_at) as delivered from shipments where order_id = ${id}
    `.execute(em.getKysely());
    const { now, delivered } = rows[0] ?? {};
    if (!now || !delivered) return false;
    return dayOf(new Date(now)) > daysAfter(dayOf(new Date(delivered)), days);
  }

  private returns() {
    return returnsIn(this.database.sql<Tables>());
  }
}

const returnsIn = (kysely: Kysely<Tables>) =>
  kysely.selectFrom('returns').innerJoin('orders', 'orders.id', 'returns.order_id');

const columns = (row: ExpressionBuilder<Tables, 'returns' | 'orders'>) =>
  [
    'returns.uuid as return_uuid',
    'orders.uuid as order_uuid',
    'orders.number as order',
    'returns.status',
    'returns.reason',
    'returns.refusal',
    decimal<string | null>('returns.amount').as('amount'),
    iso('returns.created_at').as('date_created'),
    iso<string | null>('returns.decided_at').as('date_decided'),
    iso<string | null>('returns.received_at').as('date_received'),
    iso<string | null>('returns.refunded_at').as('date_refunded'),
    jsonArrayFrom(linesOf(row)).as('lines'),
  ] as const;

const linesOf = (row: ExpressionBuilder<Tables, 'returns' | 'orders'>) =>
  row
    .selectFrom('return_lines')
    .innerJoin('order_lines', 'order_lines.id', 'order_line_id')
    .whereRef('return_id', '=', 'returns.id')
    .orderBy('return_lines.id')
    .select([
      'order_lines.uuid as order_product_uuid',
      'order_lines.name',
      'return_lines.quantity',
      'return_lines.received',
      'return_lines.restocked',
    ]);
