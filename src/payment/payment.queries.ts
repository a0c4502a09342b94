import type { InferKyselyDB } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { Page, PageQuery } from '../common/http/paging.js';
import { Database } from '../database/database.js';
import { decimal, iso, pageOf } from '../database/sql.js';
import { OrderQueries } from '../order/order.queries.js';
import type { PaymentDto } from './payment.dto.js';
import type { PaymentSchema } from './payment.entity.js';

type Tables = InferKyselyDB<typeof PaymentSchema>;

@Injectable()
export class PaymentQueries {
  constructor(
    private readonly database: Database,
    private readonly orders: OrderQueries,
  ) {}

  one(uuid: string): Promise<PaymentDto> {
    return this.payments().where('payments.uuid', '=', uuid).select(paymentColumns).executeTakeFirstOrThrow();
  }

  /** Latest first. @throws OrderNotFound, also for orders of others */
  async list(customer: number, order: string, page: PageQuery): Promise<Page<PaymentDto>> {
    const id = await this.orders.idOf({ uuid: order, customer });
    const payments = this.payments().where('order_id', '=', id);
    return pageOf(payments.select(paymentColumns).orderBy('payments.id', 'desc'), page);
  }

  private payments() {
    return this.database.sql<Tables>().selectFrom('payments');
  }
}

export const paymentColumns = () =>
  [
    'payments.uuid as payment_uuid',
    'payments.provider',
    'payments.status',
    decimal('payments.amount', 'payments.currency').as('amount'),
    'payments.currency',
    'payments.reason',
    'payments.redirect_url',
    iso('payments.created_at').as('date_created'),
  ] as const;
