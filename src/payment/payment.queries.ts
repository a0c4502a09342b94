import type { InferKyselyDB } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import type { Page, PageQuery } from '../common/http/paging.js';
import { Database } from '../database/database.js';
import { decimal, iso, pageOf } from '../database/sql.js';
import { OrderQueries } from '../order/order.queries.js';
import { type DeclineReason, declineReasons, type PaymentDto } from './payment.dto.js';
import type { PaymentSchema } from './payment.entity.js';

type Tables = InferKyselyDB<typeof PaymentSchema>;

@Injectable()
export class PaymentQueries {
  constructor(
    private readonly database: Database,
    private readonly orders: OrderQueries,
  ) {}

  /** @param base begins a `redirect_url` that leads to this server */
  one(uuid: string, base: string): Promise<PaymentDto> {
    return this.payments().where('payments.uuid', '=', uuid).select(customerColumns(base)).executeTakeFirstOrThrow();
  }

  /** Latest first. @throws OrderNotFound, also for orders of others */
  async list(customer: number, order: string, page: PageQuery, base: string): Promise<Page<PaymentDto>> {
    const id = await this.orders.idOf({ uuid: order, customer });
    const payments = this.payments().where('order_id', '=', id);
    return pageOf(payments.select(customerColumns(base)).orderBy('payments.id', 'desc'), page);
  }

  private payments() {
    return this.database.sql<Tables>().selectFrom('payments');
  }
}

/** The mock provider's page lies on this server. */
const redirectUrl = (base: string) =>
  sql<
    string | null
  >`case when payments.redirect_url like '/%' then ${base}::text || payments.redirect_url else payments.redirect_url end`;

/** What a provider says beyond the documented reasons is for staff: that a card was reported as stolen, say. */
const declineReason = sql<DeclineReason | null>`
  case when payments.reason = any(${[...declineReasons]}::text[]) then payments.reason when payments.reason is not null then 'declined' end`;

const customerColumns = (base: string) => [...paymentColumns(base), declineReason.as('reason')] as const;

export const paymentColumns = (base: string) =>
  [
    'payments.uuid as payment_uuid',
    'payments.provider',
    'payments.status',
    decimal('payments.amount', 'payments.currency').as('amount'),
    'payments.currency',
    redirectUrl(base).as('redirect_url'),
    iso('payments.created_at').as('date_created'),
  ] as const;
