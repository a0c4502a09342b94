import type { InferKyselyDB } from '@mikro-orm/postgresql';
import { type ExpressionBuilder, type Kysely, sql } from 'kysely';
import type { ProductSchema } from '../catalog/product.entity.js';
import type { CustomerSchema } from '../customer/customer.entity.js';
import { iso } from '../database/sql.js';
import type { OrderSchema } from '../order/order.entity.js';
import type { MessageKind, TicketAttachmentSchema, TicketMessageSchema, TicketSchema } from './ticket.entity.js';

export type TicketTables = InferKyselyDB<
  | typeof TicketSchema
  | typeof TicketMessageSchema
  | typeof TicketAttachmentSchema
  | typeof OrderSchema
  | typeof ProductSchema
  | typeof CustomerSchema
>;

/** Tickets with their customer, where there is one. */
export const ticketsIn = (kysely: Kysely<TicketTables>) =>
  kysely.selectFrom('tickets').leftJoin('customers', 'customers.id', 'tickets.customer_id');

/** Where answers are mailed: a registered customer's own address, or the one that was given. */
export const recipientColumn = sql<string | null>`coalesce(customers.email, tickets.email)`;

export const ticketColumns = (ticket: ExpressionBuilder<TicketTables, 'tickets'>) =>
  [
    'tickets.uuid as ticket_uuid',
    'tickets.number',
    'tickets.subject',
    'tickets.status',
    ticket.selectFrom('orders').whereRef('orders.id', '=', 'tickets.order_id').select('orders.uuid').as('order'),
    ticket
      .selectFrom('products')
      .whereRef('products.id', '=', 'tickets.product_id')
      .select('products.uuid')
      .as('product'),
    iso('tickets.created_at').as('created'),
    iso('tickets.updated_at').as('updated'),
  ] as const;

/** Messages of a ticket, oldest first. */
export const messagesOf = (ticket: ExpressionBuilder<TicketTables, 'tickets'>, kinds: readonly MessageKind[]) =>
  ticket
    .selectFrom('ticket_messages')
    .leftJoin('customers as staff', 'staff.id', 'ticket_messages.staff_id')
    .whereRef('ticket_messages.ticket_id', '=', 'tickets.id')
    .where('ticket_messages.kind', 'in', kinds)
    .orderBy('ticket_messages.id');

export const attachmentsOf = (message: ExpressionBuilder<TicketTables, 'ticket_messages'>) =>
  message
    .selectFrom('ticket_attachments')
    .whereRef('ticket_attachments.message_id', '=', 'ticket_messages.id')
    .orderBy('ticket_attachments.id')
    .select([
      'ticket_attachments.uuid as attachment_uuid',
      'ticket_attachments.name',
      'ticket_attachments.content_type',
      'ticket_attachments.size',
    ]);
