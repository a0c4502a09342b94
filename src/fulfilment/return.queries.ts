import type { EntityManager, InferKyselyDB } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { ExpressionBuilder, Kysely } from 'kysely';
import { jsonArrayFrom } from 'kysely/helpers/postgres';
import type { Page, PageQuery } from '../common/http/paging.js';
import { Database } from '../database/database.js';
import { decimal, iso, pageOf } from '../database/sql.js';
import type { OrderLineSchema, OrderSchema } from '../order/order.entity.js';
import { orderId, type OrderSelector } from '../order/order-selector.js';
import type { ReturnDto, ReturnQuery } from './return.dto.js';
import type { ReturnLineSchema, ReturnSchema } from './return.entity.js';

type Tables = InferKyselyDB<
  typeof ReturnSchema | typeof ReturnLineSchema | typeof OrderSchema | typeof OrderLineSchema
>;

@Injectable()
export class ReturnQueries {
  constructor(private readonly database: Database) {}

  /** As the transaction of `em` sees it. */
  one(em: EntityManager, { uuid }: { uuid: string }): Promise<ReturnDto> {
    const returns = returnsIn(em.getKysely<Tables>() as Kysely<Tables>);
    return returns.where('returns.uuid', '=', uuid).select(columns).executeTakeFirstOrThrow();
  }

  /** Latest first. @throws OrderNotFound, also for somebody else's */
  async ofOrder(which: OrderSelector, page: PageQuery): Promise<Page<ReturnDto>> {
    const returns = this.returns().where('returns.order_id', '=', await orderId(this.database, which));
    return pageOf(latestFirst(returns), page);
  }

  /** Everybody's, latest first. */
  all({ status, ...page }: ReturnQuery): Promise<Page<ReturnDto>> {
    const returns = status ? this.returns().where('returns.status', '=', status) : this.returns();
    return pageOf(latestFirst(returns), page);
  }

  private returns() {
    return returnsIn(this.database.sql<Tables>());
  }
}

const returnsIn = (sql: Kysely<Tables>) =>
  sql.selectFrom('returns').innerJoin('orders', 'orders.id', 'returns.order_id');

const latestFirst = (returns: ReturnType<typeof returnsIn>) => returns.select(columns).orderBy('returns.id', 'desc');

const columns = (row: ExpressionBuilder<Tables, 'returns' | 'orders'>) =>
  [
    'returns.uuid as return_uuid',
    'orders.uuid as order_uuid',
    'orders.number as order',
    'returns.status',
    'returns.reason',
    'returns.refusal',
    decimal<string | null>('returns.amount').as('amount'),
    iso('returns.created').as('date_created'),
    iso<string | null>('returns.decided').as('date_decided'),
    iso<string | null>('returns.received').as('date_received'),
    iso<string | null>('returns.refunded').as('date_refunded'),
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
      'return_lines.restocked',
    ]);
