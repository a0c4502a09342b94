import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { type ExpressionBuilder, type Kysely, sql } from 'kysely';
import { jsonArrayFrom, jsonObjectFrom } from 'kysely/helpers/postgres';
import type { List } from '../common/http/paging.js';
import { Database } from '../database/database.js';
import { holdsWords } from '../database/folded.js';
import { listOf, type Sorting } from '../database/list.js';
import { iso } from '../database/sql.js';
import { TicketNotFound } from './support.errors.js';
import type { TicketAdminDetail, TicketAdminQuery, TicketAdminRow, TicketSummary } from './ticket.admin.dto.js';
import {
  attachmentsOf,
  messagesOf,
  recipientColumn,
  ticketColumns,
  ticketsIn,
  type TicketTables,
} from './ticket-columns.js';
import { messageKinds, searchedTicket } from './ticket.entity.js';

const medianDays = 30;

/** What staff see of tickets. */
@Injectable()
export class TicketAdminQueries {
  constructor(private readonly database: Database) {}

  /** Those that wait longest for staff first. @param me id of the member of staff */
  list(
    me: number,
    { status, assignee, order, customer, search, ...page }: TicketAdminQuery,
  ): Promise<List<TicketAdminRow>> {
    let tickets = ticketsIn(this.database.sql());
    if (status) tickets = tickets.where('tickets.status', '=', status);
    if (assignee === 'me') tickets = tickets.where('tickets.assignee_id', '=', me);
    if (assignee === 'none') tickets = tickets.where('tickets.assignee_id', 'is', null);
    if (order)
      tickets = tickets.where('tickets.order_id', '=', (row) =>
        row.selectFrom('orders').where('orders.uuid', '=', order).select('orders.id'),
      );
    if (customer)
      tickets = tickets.where('tickets.customer_id', '=', (row) =>
        row.selectFrom('customers as own').where('own.uuid', '=', customer).select('own.id'),
      );
    if (search) tickets = tickets.where('tickets.id', 'in', ticketsFoundBy(search));
    return listOf(this.database, tickets.select(columns), waitingLongest, page);
  }

  /** @throws TicketNotFound */
  detail(uuid: string): Promise<TicketAdminDetail> {
    return detailIn(this.database.sql(), uuid);
  }

  /** As the transaction of `em` sees it. */
  one(em: EntityManager, { uuid }: { uuid: string }): Promise<TicketAdminDetail> {
    return detailIn(em.getKysely<TicketTables>() as Kysely<TicketTables>, uuid);
  }

  async summary(): Promise<TicketSummary> {
    const { rows } = await sql<TicketSummary>`
      select
        (select coalesce(json_agg(row_to_json(counted) order by status), '[]') from (
          select status, count(*)::int as count from tickets group by status
        ) counted) as statuses,
        (select count(*)::int from tickets where waiting_at is not null and assignee_id is null) as unassigned,
        (select round(percentile_cont(0.5) within group (order by extract(epoch from first_answered_at - created_at)))::int
          from tickets where first_answered_at > now() - make_interval(days => ${medianDays})
        ) as median_first_answer_seconds
    `.execute(this.database.sql());
    if (!rows[0]) throw new Error('a summary without a row');
    return rows[0];
  }
}

/** Of their texts and of their customers, each of which has its index. */
const ticketsFoundBy = (search: string) => sql<number>`(
  select id from tickets where ${holdsWords(searchedTicket, search)}
  union all select id from tickets where customer_id = any(array(
    select id from customers where username is not null and ${holdsWords('searched', search)} limit 1000
  ))
)`;

/** Those that wait for nothing come last, latest first. */
const waitingLongest: Sorting = {
  direction: 'asc',
  keys: [
    [sql`coalesce(tickets.waiting_at, 'infinity')`, 'timestamptz'],
    [sql`(-tickets.id)`, 'int'],
  ],
};

async function detailIn(kysely: Kysely<TicketTables>, uuid: string): Promise<TicketAdminDetail> {
  const ticket = await ticketsIn(kysely)
    .where('tickets.uuid', '=', uuid)
    .select(columns)
    .select((row) => jsonArrayFrom(allMessages(row)).as('messages'))
    .executeTakeFirst();
  if (!ticket) throw new TicketNotFound();
  return ticket;
}

const columns = (ticket: ExpressionBuilder<TicketTables, 'tickets'>) =>
  [
    ...ticketColumns(ticket),
    sql<TicketAdminRow['customer']>`case when tickets.customer_id is not null
      then json_build_object('uuid', customers.uuid, 'username', customers.username) end`.as('customer'),
    sql<string>`coalesce(nullif(trim(customers.first_name || ' ' || customers.last_name), ''), tickets.name)`.as(
      'name',
    ),
    recipientColumn.as('email'),
    jsonObjectFrom(
      ticket
        .selectFrom('customers as assignees')
        .whereRef('assignees.id', '=', 'tickets.assignee_id')
        .select(['assignees.uuid', sql<string>`assignees.username`.as('username')]),
    ).as('assignee'),
    iso<string | null>('tickets.waiting_at').as('waiting'),
    sql<number | null>`extract(epoch from tickets.first_answered_at - tickets.created_at)::int`.as(
      'first_answer_seconds',
    ),
  ] as const;

const allMessages = (ticket: ExpressionBuilder<TicketTables, 'tickets'>) =>
  messagesOf(ticket, messageKinds).select((message) => [
    'ticket_messages.uuid as message_uuid',
    'ticket_messages.kind',
    sql<{ uuid: string; username: string } | null>`case when staff.id is not null
      then json_build_object('uuid', staff.uuid, 'username', staff.username) end`.as('staff'),
    'ticket_messages.text',
    iso('ticket_messages.created_at').as('created'),
    jsonArrayFrom(attachmentsOf(message)).as('attachments'),
  ]);
