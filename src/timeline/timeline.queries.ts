import { Injectable } from '@nestjs/common';
import { type RawBuilder, sql } from 'kysely';
import type { List, ListQuery } from '../common/http/paging.js';
import type { ShopErrorType } from '../common/http/shop-error.js';
import { CustomerNotFound } from '../customer/customer.errors.js';
import { Database } from '../database/database.js';
import { listOf, type Sorting } from '../database/list.js';
import { decimal, iso } from '../database/sql.js';
import { OrderNotFound } from '../order/order.errors.js';
import { ProductNotFound } from '../stock/stock.errors.js';
import { orderEvents, placedOrders } from './order-facts.js';
import type { TimelineEvent } from './timeline.dto.js';

interface Tables {
  events: Omit<TimelineEvent, 'at' | 'actor' | 'amount'> & {
    at: Date;
    rank: number;
    entry: number;
    actor: string | null;
    username: string | null;
    amount: number | null;
  };
}

/** What happened to one record, latest first, in one statement. */
@Injectable()
export class TimelineQueries {
  constructor(private readonly database: Database) {}

  /** @throws OrderNotFound */
  order(uuid: string, page: ListQuery): Promise<List<TimelineEvent>> {
    const events = sql`
      with the_order as materialized (select * from orders where uuid = ${uuid})
      ${sql.raw(orderEvents)} union all ${actionsOn(sql`
        select 'order/' || uuid from the_order
        union all select 'shipment/' || shipments.uuid from shipments join the_order on order_id = the_order.id
        union all select 'return/' || returns.uuid from returns join the_order on order_id = the_order.id
        union all select 'mail/' || mails.uuid from mails join the_order on data ->> 'number' = the_order.number`)}`;
    return this.page(events, page, OrderNotFound, sql`select from orders where uuid = ${uuid}`);
  }

  /** Of a product that was removed, too. @throws ProductNotFound */
  product(uuid: string, page: ListQuery): Promise<List<TimelineEvent>> {
    const events = actionsOn(sql`select 'product/' || ${uuid}::text`);
    return this.page(events, page, ProductNotFound, sql`select from products where uuid = ${uuid}`);
  }

  /** Of a guest, too. @throws CustomerNotFound */
  customer(uuid: string, page: ListQuery): Promise<List<TimelineEvent>> {
    const events = sql`
      with the_order as materialized (
        select * from orders where customer_id = (select id from customers where uuid = ${uuid})
      ) ${sql.raw(placedOrders)} union all ${actionsOn(sql`select 'customer/' || ${uuid}::text`)}`;
    return this.page(events, page, CustomerNotFound, sql`select from customers where uuid = ${uuid}`);
  }

  private async page(
    events: RawBuilder<unknown>,
    page: ListQuery,
    NotFound: ShopErrorType,
    record: RawBuilder<unknown>,
  ): Promise<List<TimelineEvent>> {
    const rows = this.database.sql<Tables>().selectFrom(sql<Tables['events']>`(${events})`.as('events'));
    const found = await listOf(this.database, rows.select(columns), latest, page);
    if (found.count > 0) return found;
    const { rows: records } = await record.execute(this.database.sql());
    if (records.length === 0) throw new NotFound();
    return found;
  }
}

/** Entries of the audit trail, after all that happened at the same moment. @param subjects selects their subjects */
const actionsOn = (subjects: RawBuilder<unknown>) => sql`
  select created_at as at, 100 as rank, id as entry, 'staff_action' as kind, null::uuid as uuid, null::text as number,
    null::text as name, null::bigint as amount, null::text as currency, null::text as status, null::text as reason,
    audit_entries.actor, username, action, coalesce(audit_details.changes, audit_entries.changes) as changes
  from audit_entries
  left join audit_actors on audit_actors.entry_id = id
  left join audit_details on audit_details.entry_id = id
  where subject in (${subjects})`;

/** Of two events of one moment, the one that follows from the other is later. */
const latest: Sorting = {
  direction: 'desc',
  keys: [
    ['events.at', 'timestamptz'],
    ['rank', 'int'],
    ['entry', 'bigint'],
  ],
};

const columns = [
  iso('events.at').as('at'),
  'events.kind',
  sql<TimelineEvent['actor']>`case when actor is not null
    then json_build_object('uuid', actor, 'username', username) end`.as('actor'),
  'events.uuid',
  'events.number',
  'events.name',
  decimal<string | null>('events.amount', 'events.currency').as('amount'),
  sql<string | null>`case when amount is not null then currency end`.as('currency'),
  'events.status',
  sql<string | null>`nullif(events.reason, '')`.as('reason'),
  'events.action',
  'events.changes',
] as const;
