import type { EntityManager, InferKyselyDB } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { type ExpressionBuilder, type Kysely, sql } from 'kysely';
import { jsonArrayFrom } from 'kysely/helpers/postgres';
import type { List, ListQuery } from '../common/http/paging.js';
import { Database } from '../database/database.js';
import { listOf, oldestFirst } from '../database/list.js';
import { decimal, iso } from '../database/sql.js';
import type { InvoiceSchema } from '../invoice/invoice.entity.js';
import type { CreditLineSchema, CreditSchema } from '../order/credit.entity.js';
import type { OrderLineSchema, OrderSchema } from '../order/order.entity.js';
import { OrderQueries } from '../order/order.queries.js';
import type { RefundSchema } from '../payment/refund.entity.js';
import type { CreditDto } from './credit.dto.js';

type Tables = InferKyselyDB<
  | typeof CreditSchema
  | typeof CreditLineSchema
  | typeof OrderLineSchema
  | typeof OrderSchema
  | typeof RefundSchema
  | typeof InvoiceSchema
>;

@Injectable()
export class CreditQueries {
  constructor(
    private readonly database: Database,
    private readonly orders: OrderQueries,
  ) {}

  /** As the transaction of `em` sees it. */
  one(em: EntityManager, { uuid }: { uuid: string }): Promise<CreditDto> {
    const credits = (em.getKysely<Tables>() as Kysely<Tables>)
      .selectFrom('order_credits')
      .innerJoin('orders', 'orders.id', 'order_credits.order_id');
    return credits.where('order_credits.uuid', '=', uuid).select(columns).executeTakeFirstOrThrow();
  }

  /** Oldest first. @throws OrderNotFound */
  async list(order: string, page: ListQuery): Promise<List<CreditDto>> {
    const credits = this.database
      .sql<Tables>()
      .selectFrom('order_credits')
      .innerJoin('orders', 'orders.id', 'order_credits.order_id')
      .where('order_credits.order_id', '=', await this.orders.idOf({ uuid: order }));
    return listOf(this.database, credits.select(columns), oldestFirst('order_credits.id'), page);
  }
}

const columns = (credit: ExpressionBuilder<Tables, 'order_credits' | 'orders'>) =>
  [
    'order_credits.uuid as credit_uuid',
    'order_credits.kind',
    'order_credits.reason',
    decimal('order_credits.amount', 'orders.currency').as('amount'),
    decimal('order_credits.goodwill', 'orders.currency').as('goodwill'),
    shippingAlone.as('shipping'),
    jsonArrayFrom(linesOf(credit)).as('lines'),
    jsonArrayFrom(refundsOf(credit)).as('refunds'),
    notes.as('credit_notes'),
    iso('order_credits.created_at').as('date_created'),
  ] as const;

/** Without the goodwill that is spread over the shipping, too. */
const shippingAlone = sql<string>`(
  select ${decimal('sums.amount', 'orders.currency')} from (
    select order_credits.amount - goodwill - coalesce(sum(lines.amount), 0) as amount
    from order_credit_lines lines where credit_id = order_credits.id and quantity > 0
  ) sums
)`;

const notes = sql<string[]>`array(
  select number from invoices where credit_id = order_credits.id order by id
)`;

const linesOf = (credit: ExpressionBuilder<Tables, 'order_credits' | 'orders'>) =>
  credit
    .selectFrom('order_credit_lines')
    .innerJoin('order_lines', 'order_lines.id', 'order_line_id')
    .whereRef('credit_id', '=', 'order_credits.id')
    .where('order_credit_lines.quantity', '>', 0)
    .orderBy('order_credit_lines.id')
    .select([
      'order_lines.uuid as order_product_uuid',
      'order_lines.name',
      'order_credit_lines.quantity',
      decimal('order_credit_lines.amount', 'orders.currency').as('amount'),
    ]);

const refundsOf = (credit: ExpressionBuilder<Tables, 'order_credits' | 'orders'>) =>
  credit
    .selectFrom('refunds')
    .whereRef('refunds.credit_id', '=', 'order_credits.id')
    .orderBy('refunds.id')
    .select([
      'refunds.uuid as refund_uuid',
      'refunds.status',
      decimal('refunds.amount', 'orders.currency').as('amount'),
    ]);
