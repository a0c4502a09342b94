import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { type ExpressionBuilder, type Kysely, sql } from 'kysely';
import { jsonArrayFrom } from 'kysely/helpers/postgres';
import type { Page } from '../common/http/paging.js';
import { Database } from '../database/database.js';
import { iso, pageOf } from '../database/sql.js';
import { TicketNotFound } from './support.errors.js';
import {
  attachmentsOf,
  messagesOf,
  recipientColumn,
  ticketColumns,
  ticketsIn,
  type TicketTables,
} from './ticket-columns.js';
import { TicketLinks } from './ticket-link.js';
import type { TicketDetail, TicketDto, TicketQuery } from './ticket.dto.js';
import type { TicketSelector } from './ticket.entity.js';

/** A link shows nothing of a ticket that rested so long. */
const linkDays = 180;

/** What customers see of tickets: never a note. */
@Injectable()
export class TicketQueries {
  constructor(
    private readonly database: Database,
    private readonly links: TicketLinks,
  ) {}

  /** Latest first. */
  list(customer: number, { status, ...page }: TicketQuery): Promise<Page<TicketDto>> {
    const own = ticketsIn(this.database.sql()).where('tickets.customer_id', '=', customer);
    const tickets = status ? own.where('tickets.status', '=', status) : own;
    return pageOf(tickets.select(ticketColumns).orderBy('tickets.id', 'desc'), page);
  }

  /** @throws TicketNotFound, also for tickets of others */
  detail(which: TicketSelector): Promise<TicketDetail> {
    return detailIn(this.database.sql(), which);
  }

  /** As the transaction of `em` sees it. */
  one(em: EntityManager, { uuid }: { uuid: string }): Promise<TicketDetail> {
    return detailIn(em.getKysely<TicketTables>() as Kysely<TicketTables>, { uuid });
  }

  /** The ticket of a mailed link. @throws TicketNotFound, also for links to an address that is not the customer's any more */
  async byToken(token: string): Promise<TicketSelector> {
    const uuid = this.links.ticketUuid(token);
    const ticket =
      uuid &&
      (await ticketsIn(this.database.sql())
        .select(['tickets.uuid', recipientColumn.as('email')])
        .where('tickets.uuid', '=', uuid)
        .where('customers.disabled_at', 'is', null)
        .where(sql<boolean>`tickets.updated_at > now() - make_interval(days => ${linkDays})`)
        .executeTakeFirst());
    if (!ticket || !this.links.isSignedFor(token, ticket.email ?? '')) throw new TicketNotFound();
    return { uuid: ticket.uuid };
  }
}

async function detailIn(kysely: Kysely<TicketTables>, { uuid, customer }: TicketSelector): Promise<TicketDetail> {
  let tickets = ticketsIn(kysely).where('tickets.uuid', '=', uuid);
  if (customer !== undefined) tickets = tickets.where('tickets.customer_id', '=', customer);
  const ticket = await tickets
    .select(ticketColumns)
    .select((row) => jsonArrayFrom(visibleMessages(row)).as('messages'))
    .executeTakeFirst();
  if (!ticket) throw new TicketNotFound();
  return ticket;
}

const visibleMessages = (ticket: ExpressionBuilder<TicketTables, 'tickets'>) =>
  messagesOf(ticket, ['customer', 'staff']).select((message) => [
    'ticket_messages.uuid as message_uuid',
    sql<'customer' | 'staff'>`ticket_messages.kind`.as('author'),
    sql<string | null>`nullif(staff.first_name, '')`.as('name'),
    'ticket_messages.text',
    iso('ticket_messages.created_at').as('created'),
    jsonArrayFrom(attachmentsOf(message)).as('attachments'),
  ]);
