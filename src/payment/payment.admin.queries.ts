import type { InferKyselyDB } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { type ExpressionBuilder, type RawBuilder, sql } from 'kysely';
import { jsonArrayFrom } from 'kysely/helpers/postgres';
import { validate } from 'uuid';
import type { List, ListQuery } from '../common/http/paging.js';
import { Database } from '../database/database.js';
import { latestFirst, listOf } from '../database/list.js';
import { decimal, iso } from '../database/sql.js';
import type { OrderSchema } from '../order/order.entity.js';
import { OrderQueries } from '../order/order.queries.js';
import type { DisputeSchema } from './dispute.entity.js';
import type { LedgerEntrySchema } from './ledger-entry.entity.js';
import type {
  AdminPayment,
  AdminPaymentDetail,
  AdminPaymentQuery,
  AdminRefund,
  AdminRefundQuery,
  DisputeDto,
  DisputeQuery,
} from './payment.dto.js';
import type { PaymentSchema } from './payment.entity.js';
import { PaymentNotFound } from './payment.errors.js';
import { paymentColumns } from './payment.queries.js';
import type { RefundSchema } from './refund.entity.js';

type Tables = InferKyselyDB<
  typeof PaymentSchema | typeof RefundSchema | typeof DisputeSchema | typeof LedgerEntrySchema | typeof OrderSchema
>;
type OfPayment = ExpressionBuilder<Tables, 'payments' | 'orders'>;

/** For staff: latest first, of all customers. */
@Injectable()
export class PaymentAdminQueries {
  constructor(
    private readonly database: Database,
    private readonly orders: OrderQueries,
  ) {}

  list({ order, status, provider, ...page }: AdminPaymentQuery): Promise<List<AdminPayment>> {
    let payments = this.payments();
    if (order !== undefined) payments = payments.where(validate(order) ? 'orders.uuid' : 'orders.number', '=', order);
    if (status) payments = payments.where('payments.status', '=', status);
    if (provider) payments = payments.where('payments.provider', '=', provider);
    return listOf(this.database, payments.select(columns), latestFirst('payments.id'), page);
  }

  /** @throws OrderNotFound */
  async ofOrder(uuid: string, page: ListQuery): Promise<List<AdminPayment>> {
    const payments = this.payments().where('orders.id', '=', await this.orders.idOf({ uuid }));
    return listOf(this.database, payments.select(columns), latestFirst('payments.id'), page);
  }

  /** @throws PaymentNotFound */
  async detail(uuid: string): Promise<AdminPaymentDetail> {
    const payment = await this.payments()
      .where('payments.uuid', '=', uuid)
      .select(columns)
      .select((its) => [
        jsonArrayFrom(refundsOf(its)).as('refunds'),
        jsonArrayFrom(disputesOf(its)).as('disputes'),
        jsonArrayFrom(entriesOf(its)).as('ledger'),
      ])
      .executeTakeFirst();
    if (!payment) throw new PaymentNotFound();
    return payment;
  }

  refunds({ status, source, ...page }: AdminRefundQuery): Promise<List<AdminRefund>> {
    let refunds = this.refundRows();
    if (status) refunds = refunds.where('refunds.status', '=', status);
    if (source) refunds = refunds.where('refunds.source', '=', source);
    return listOf(this.database, refunds.select(refundColumns), latestFirst('refunds.id'), page);
  }

  /** @throws OrderNotFound */
  async refundsOfOrder(uuid: string, page: ListQuery): Promise<List<AdminRefund>> {
    const refunds = this.refundRows().where('orders.id', '=', await this.orders.idOf({ uuid }));
    return listOf(this.database, refunds.select(refundColumns), latestFirst('refunds.id'), page);
  }

  refund(uuid: string): Promise<AdminRefund> {
    return this.refundRows().where('refunds.uuid', '=', uuid).select(refundColumns).executeTakeFirstOrThrow();
  }

  disputes({ status, ...page }: DisputeQuery): Promise<List<DisputeDto>> {
    let disputes = this.payments().innerJoin('disputes', 'disputes.payment_id', 'payments.id');
    if (status) disputes = disputes.where('disputes.status', '=', status);
    return listOf(this.database, disputes.select(disputeColumns), latestFirst('disputes.id'), page);
  }

  private payments() {
    return this.database.sql<Tables>().selectFrom('payments').innerJoin('orders', 'orders.id', 'payments.order_id');
  }

  private refundRows() {
    return this.payments().innerJoin('refunds', 'refunds.payment_id', 'payments.id');
  }
}

const refundsOf = (payment: OfPayment) =>
  payment
    .selectFrom('refunds')
    .whereRef('refunds.payment_id', '=', 'payments.id')
    .orderBy('refunds.id', 'desc')
    .select(refundColumns);

const disputesOf = (payment: OfPayment) =>
  payment
    .selectFrom('disputes')
    .whereRef('disputes.payment_id', '=', 'payments.id')
    .orderBy('disputes.id', 'desc')
    .select(disputeColumns);

const entriesOf = (payment: OfPayment) =>
  payment
    .selectFrom('payment_ledger')
    .leftJoin('refunds', 'refunds.id', 'payment_ledger.refund_id')
    .leftJoin('disputes', 'disputes.id', 'payment_ledger.dispute_id')
    .where(sql<boolean>`payments.id in (payment_ledger.payment_id, refunds.payment_id, disputes.payment_id)`)
    .orderBy('payment_ledger.id')
    .select([
      'payment_ledger.kind',
      decimal('payment_ledger.amount').as('amount'),
      'refunds.uuid as refund_uuid',
      'disputes.uuid as dispute_uuid',
      iso('payment_ledger.created_at').as('date_created'),
    ]);

/** Minor units of an expression as a decimal string. */
const sum = (minor: RawBuilder<unknown>): RawBuilder<string> => sql`to_char((${minor}) / 100.0, 'FM99999999999990.00')`;
const refunded = sql`coalesce((select sum(amount) from refunds where payment_id = payments.id and status = 'done'), 0)`;
const withdrawn = sql`coalesce((select sum(withdrawn) from disputes where payment_id = payments.id), 0)`;
const refundable = sql`case payments.status when 'captured' then greatest(0, payments.amount - ${withdrawn} - coalesce((
  select sum(amount) from refunds where payment_id = payments.id
    and (status in ('pending', 'done') or status = 'failed' and done_at is not null)), 0)) else 0 end`;

const orderColumns = ['orders.uuid as order_uuid', 'orders.number as order'] as const;

const columns = () =>
  [
    ...paymentColumns(''),
    'payments.reason',
    ...orderColumns,
    'payments.reference',
    sum(refunded).as('refunded'),
    sum(withdrawn).as('withdrawn'),
    sum(refundable).as('refundable'),
    iso<string | null>('payments.void_requested_at').as('date_void_requested'),
    iso<string | null>('payments.voided_at').as('date_voided'),
  ] as const;

const refundColumns = () =>
  [
    'refunds.uuid as refund_uuid',
    'payments.uuid as payment_uuid',
    ...orderColumns,
    'refunds.status',
    'refunds.source',
    decimal('refunds.amount').as('amount'),
    'payments.currency',
    'refunds.reason',
    'refunds.attempt',
    'refunds.reference',
    'refunds.failure',
    iso('refunds.created_at').as('date_created'),
    iso<string | null>('refunds.done_at').as('date_done'),
    iso<string | null>('refunds.failed_at').as('date_failed'),
  ] as const;

const disputeColumns = () =>
  [
    'disputes.uuid as dispute_uuid',
    'payments.uuid as payment_uuid',
    ...orderColumns,
    'disputes.reference',
    decimal('disputes.amount').as('amount'),
    'payments.currency',
    decimal('disputes.withdrawn').as('withdrawn'),
    'disputes.reason',
    'disputes.status',
    iso<string | null>('disputes.evidence_due_at').as('date_evidence_due'),
    iso('disputes.opened_at').as('date_opened'),
    iso<string | null>('disputes.closed_at').as('date_closed'),
  ] as const;
