import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { decimal } from '../common/money/money.js';
import { CustomerQueries } from '../customer/customer.queries.js';
import { Database } from '../database/database.js';
import { iso } from '../database/sql.js';
import type { CustomerDetail, LifetimeValue } from './customer-detail.dto.js';

type Sums = Pick<LifetimeValue, 'currency' | 'orders' | 'first_order' | 'last_order'> & {
  /** Minor units. */
  paid: number;
  refunded: number;
};

@Injectable()
export class CustomerDetailQueries {
  constructor(
    private readonly database: Database,
    private readonly customers: CustomerQueries,
  ) {}

  /** @throws CustomerNotFound, also for a guest */
  async detail(uuid: string): Promise<CustomerDetail> {
    const [customer, lifetime_value] = await Promise.all([this.customers.detail(uuid), this.lifetimeValue(uuid)]);
    return { ...customer, lifetime_value };
  }

  /** From the orders and the ledger by their indexes: the sums by month know neither refunds nor disputes. */
  private async lifetimeValue(uuid: string): Promise<LifetimeValue[]> {
    const { rows } = await sql<Sums>`
      select currency, orders, ${iso('first_order')} as first_order, ${iso('last_order')} as last_order, paid, refunded
      from (
        select currency, count(*) filter (where is_open)::int as orders, min(created_at) filter (where is_open) as first_order,
          max(created_at) filter (where is_open) as last_order,
          coalesce(sum(paid), 0)::bigint as paid, coalesce(sum(refunded), 0)::bigint as refunded
        from (
          select id, currency, created_at, status <> 'canceled' as is_open
          from orders where customer_id = (select id from customers where uuid = ${uuid})
        ) own left join lateral (
          select sum(amount) filter (where kind = 'charge') as paid, -sum(amount) filter (where kind <> 'charge') as refunded
          from payment_ledger where order_id = own.id
        ) moved on true
        group by currency
      ) sums order by currency
    `.execute(this.database.sql());
    return rows.map(({ currency, paid, refunded, ...orders }) => ({
      currency,
      value: decimal(paid - refunded, currency),
      paid: decimal(paid, currency),
      refunded: decimal(refunded, currency),
      ...orders,
    }));
  }
}
