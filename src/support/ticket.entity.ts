import { defineEntity, type EntityManager, LockMode, OptionalProps, p, raw, ref } from '@mikro-orm/core';
import { v7 } from 'uuid';
import { Product } from '../catalog/product.entity.js';
import { Customer } from '../customer/customer.entity.js';
import { Order } from '../order/order.entity.js';
import { TicketAssigned, TicketNotFound, TicketStatusRefused } from './support.errors.js';
import { nextStatus, ticketStatuses, type TicketVerb, waitingStatuses } from './ticket-status.js';
import { folded } from '../database/folded.js';

/** What a ticket is found by; a registered customer's address stands with the customer. */
export const searchedTicket = folded(`tickets.number || ' ' || tickets.subject || ' ' || coalesce(tickets.email, '')`);

const TicketSchema = defineEntity({
  name: 'Ticket',
  tableName: 'tickets',
  properties: {
    id: p.integer().primary(),
    uuid: p
      .uuid()
      .unique()
      .onCreate(() => v7()),
    number: p.string().unique().generated(`('T-' || (100000 + id)) stored`),
    /** Null for a visitor, who reaches it by a mailed link alone. */
    customer: () => p.manyToOne(Customer).ref().nullable().deleteRule('cascade'),
    order: () => p.manyToOne(Order).ref().nullable().index().deleteRule('set null'),
    product: () => p.manyToOne(Product).ref().nullable().index().deleteRule('set null'),
    assignee: () => p.manyToOne(Customer).ref().nullable().deleteRule('set null'),
    subject: p.string().length(150),
    /** Given by a guest or a visitor; a registered customer's own address stands with the customer. */
    email: p.string().nullable().length(254),
    name: p.string().default('').length(150),
    status: p.enum(ticketStatuses).default('open'),
    /** Since when the customer waits for staff. */
    waiting_at: p.datetime().nullable().defaultRaw('now()'),
    first_answered_at: p.datetime().nullable(),
    solved_at: p.datetime().nullable(),
    created_at: p.datetime().defaultRaw('now()'),
    updated_at: p.datetime().defaultRaw('now()'),
  },
  indexes: [
    {
      name: 'tickets_waiting',
      expression: `create index tickets_waiting on tickets (coalesce(waiting_at, 'infinity'), (-id))`,
    },
    { name: 'tickets_of_customer', properties: ['customer', 'id'] },
    {
      name: 'tickets_of_status',
      expression: `create index tickets_of_status on tickets (status, coalesce(waiting_at, 'infinity'), (-id))`,
    },
    {
      name: 'tickets_of_assignee',
      expression: `create index tickets_of_assignee on tickets (assignee_id, coalesce(waiting_at, 'infinity'), (-id))`,
    },
    {
      name: 'tickets_search',
      expression: `create index tickets_search on tickets using gin ((${searchedTicket}) gin_trgm_ops)`,
    },
    { name: 'tickets_answered', properties: ['first_answered_at'] },
  ],
  checks: [
    {
      name: 'tickets_waiting_for_staff',
      expression: `(status in ('open', 'waiting_staff')) = (waiting_at is not null)`,
    },
    { name: 'tickets_solved', expression: `(status = 'solved') = (solved_at is not null)` },
  ],
});

export interface NewTicket {
  /** Ids. */
  customer: number | null;
  order: number | null;
  product: number | null;
  subject: string;
  email: string | null;
  name: string;
}

/** One ticket: a customer's own, or, for staff and the holder of its link, anybody's. */
export interface TicketSelector {
  uuid: string;
  customer?: number;
}

/** A question to the shop and what became of it. */
export class Ticket extends TicketSchema.class {
  [OptionalProps]?: 'number';

  /** Loads one ticket and locks it: whoever else writes to it waits. @throws TicketNotFound */
  static async lock(em: EntityManager, which: TicketSelector): Promise<Ticket> {
    const ticket = await em.findOne(Ticket, { ...which }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (!ticket) throw new TicketNotFound();
    return ticket;
  }

  static open(em: EntityManager, ticket: NewTicket, text: string): Ticket {
    const opened = em.create(Ticket, ticket);
    opened.write(em, { kind: 'customer', text });
    return opened;
  }

  /** A message of the customer; reopens a ticket that was solved or closed. */
  reply(em: EntityManager, text: string): void {
    this.transition('reply');
    this.write(em, { kind: 'customer', text });
  }

  /** A message of staff to the customer. */
  answer(em: EntityManager, staff: number, text: string): TicketMessage {
    this.transition('answer');
    this.first_answered_at ??= now();
    return this.write(em, { kind: 'staff', staff, text });
  }

  /** A note that only staff see. */
  note(em: EntityManager, staff: number, text: string): TicketMessage {
    return this.write(em, { kind: 'note', staff, text });
  }

  /** @throws TicketStatusRefused */
  solve(): void {
    this.transition('solve');
  }

  /** @throws TicketStatusRefused */
  close(): void {
    this.transition('close');
  }

  /** @throws TicketStatusRefused */
  reopen(): void {
    this.transition('reopen');
  }

  /** Assigning it to the same member again is harmless. @throws TicketAssigned unless it is taken over */
  assign(staff: Customer, { force }: { force: boolean }): void {
    const isForeign = this.assignee && this.assignee.id !== staff.id;
    if (isForeign && !force) throw new TicketAssigned();
    this.assignee = ref(staff);
  }

  unassign(): void {
    this.assignee = null;
  }

  private write(em: EntityManager, message: { kind: MessageKind; staff?: number; text: string }): TicketMessage {
    return em.create(TicketMessage, { ticket: this, ...message });
  }

  private transition(verb: TicketVerb): void {
    const status = nextStatus(this.status, verb);
    if (!status) throw new TicketStatusRefused({ status: this.status, verb });
    this.status = status;
    this.updated_at = now();
    this.solved_at = status === 'solved' ? now() : null;
    if (!waitingStatuses.includes(status)) this.waiting_at = null;
    else this.waiting_at ??= now();
  }
}

/** By the clock of the database. */
const now = (): Date => raw<Date>('now()');

/** Whose message it is; a `note` is of staff for staff. */
export const messageKinds = ['customer', 'staff', 'note'] as const;
export type MessageKind = (typeof messageKinds)[number];

const TicketMessageSchema = defineEntity({
  name: 'TicketMessage',
  tableName: 'ticket_messages',
  properties: {
    id: p.integer().primary(),
    uuid: p
      .uuid()
      .unique()
      .onCreate(() => v7()),
    ticket: () => p.manyToOne(Ticket).ref().deleteRule('cascade'),
    kind: p.enum(messageKinds),
    staff: () => p.manyToOne(Customer).ref().nullable().index().deleteRule('set null'),
    text: p.text(),
    created_at: p.datetime().defaultRaw('now()'),
  },
  indexes: [{ name: 'ticket_messages_of_ticket', properties: ['ticket', 'id'] }],
});

export class TicketMessage extends TicketMessageSchema.class {}

const TicketAttachmentSchema = defineEntity({
  name: 'TicketAttachment',
  tableName: 'ticket_attachments',
  properties: {
    id: p.integer().primary(),
    uuid: p
      .uuid()
      .unique()
      .onCreate(() => v7()),
    message: () => p.manyToOne(TicketMessage).ref().index().deleteRule('cascade'),
    name: p.string().length(150),
    content_type: p.string().length(40),
    /** Bytes. */
    size: p.integer(),
    content: p.blob().lazy(),
    created_at: p.datetime().defaultRaw('now()'),
  },
});

/** A picture or a PDF. In the database, so that every process serves it and every backup has it. */
export class TicketAttachment extends TicketAttachmentSchema.class {}

TicketSchema.setClass(Ticket);
TicketMessageSchema.setClass(TicketMessage);
TicketAttachmentSchema.setClass(TicketAttachment);
export { TicketAttachmentSchema, TicketMessageSchema, TicketSchema };
