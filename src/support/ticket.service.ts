import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { type Budget, BudgetService, mailboxHash, networkBudget } from '../budgets/budget.service.js';
import type { Caller } from '../common/http/access.js';
import { ValidationFailed } from '../common/http/request.errors.js';
import { Database } from '../database/database.js';
import type { IdempotentResult } from '../idempotency/idempotent.interceptor.js';
import { IdempotencyService } from '../idempotency/idempotency.service.js';
import { OrderNotFound } from '../order/order.errors.js';
import { ProductNotFound } from '../stock/stock.errors.js';
import { TicketFull, TooManyMessages, TooManyTickets } from './support.errors.js';
import { TicketMails } from './ticket-mails.js';
import type { TicketDetail, TicketInput } from './ticket.dto.js';
import { Ticket, TicketMessage, type TicketSelector } from './ticket.entity.js';
import { TicketQueries } from './ticket.queries.js';
import { doneStatuses } from './ticket-status.js';

const maxOpenTickets = 20;
const hour = 3_600;
/** Of customer and staff together: a ticket is read as a whole. */
const maxMessages = 300;

/** What customers, guests and visitors do with their tickets. */
@Injectable()
export class TicketService {
  constructor(
    private readonly database: Database,
    private readonly idempotency: IdempotencyService,
    private readonly budgets: BudgetService,
    private readonly mails: TicketMails,
    private readonly queries: TicketQueries,
  ) {}

  /** @param key only known for customers and guests @throws ValidationFailed, OrderNotFound, ProductNotFound, TooManyTickets, TooManyMessages, StillRunning, IdempotencyKeyReused */
  open(me: Caller | undefined, input: TicketInput, key?: string): Promise<IdempotentResult<TicketDetail>> {
    assertSender(me, input);
    const request = { customer: me?.id ?? 0, key: me && key, route: 'POST /api/support/tickets', body: input };
    return this.idempotency.transaction(request, async (em) => {
      const { subject, text, name = '' } = input;
      const order = input.order === undefined ? null : await ownOrder(em, me, input.order);
      const product = input.product === undefined ? null : await publishedProduct(em, input.product);
      const email = input.email ?? (isRegistered(me) ? null : (order?.email ?? null));
      await this.spend(em, [
        ...(me ? [messagesOf(`customer/${me.id}`)] : []),
        ...(email === null ? [] : [{ key: `ticket_mails:to:${mailboxHash(email)}`, most: 3, seconds: hour }]),
        ...(isRegistered(me) ? [] : networkBudget('tickets', 20, hour)),
      ]);
      if (me) await assertFewOpen(em, me.id);
      const about = { customer: me?.id ?? null, order: order?.id ?? null, product, subject, email, name };
      const ticket = Ticket.open(em, about, text);
      await em.flush();
      await this.mails.received(em, ticket);
      await this.mails.notifyStaff(em, ticket, text);
      return this.queries.one(em, ticket);
    });
  }

  /** @throws TicketNotFound, TicketFull, TooManyMessages, TooManyTickets where it would be open again, StillRunning, IdempotencyKeyReused */
  replyAs({ id: customer }: Caller, uuid: string, text: string, key?: string): Promise<IdempotentResult<TicketDetail>> {
    const request = { customer, key, route: `POST /api/support/tickets/${uuid}/messages`, body: { text } };
    return this.idempotency.transaction(request, (em) => this.replyIn(em, { uuid, customer }, text));
  }

  /** @throws TicketNotFound, TicketFull, TooManyMessages, TooManyTickets where it would be open again */
  reply(which: TicketSelector, text: string): Promise<TicketDetail> {
    return this.database.transaction((em) => this.replyIn(em, which, text));
  }

  private replyIn(em: EntityManager, which: TicketSelector, text: string): Promise<TicketDetail> {
    return this.changeIn(em, which, async (ticket) => {
      const owner = ticket.customer ? `customer/${ticket.customer.id}` : `ticket/${ticket.id}`;
      await this.spend(em, [messagesOf(owner)]);
      await assertRoom(em, ticket);
      if (ticket.customer && doneStatuses.includes(ticket.status)) await assertFewOpen(em, ticket.customer.id);
      ticket.reply(em, text);
      await this.mails.notifyStaff(em, ticket, text);
    });
  }

  /** @throws TicketNotFound, TicketStatusRefused */
  close(which: TicketSelector): Promise<TicketDetail> {
    return this.database.transaction((em) => this.changeIn(em, which, async (ticket) => ticket.close()));
  }

  /** A guest's tickets become the customer's. Harmless when repeated. */
  merge({ id }: Caller, guestToken: string): Promise<void> {
    return this.database.transaction(async (em) => {
      await sql`
        update tickets set customer_id = ${id} from customers
        where customers.id = customer_id and customers.guest_token = ${guestToken} and customers.username is null
      `.execute(em.getKysely());
    });
  }

  /** Counts are undone with the transaction. @throws TooManyMessages */
  private async spend(em: EntityManager, budgets: Budget[]): Promise<void> {
    const wait = await this.budgets.spend(budgets, em);
    if (wait !== undefined) throw new TooManyMessages(null, wait);
  }

  private async changeIn(
    em: EntityManager,
    which: TicketSelector,
    work: (ticket: Ticket) => Promise<void>,
  ): Promise<TicketDetail> {
    const ticket = await Ticket.lock(em, which);
    await work(ticket);
    await em.flush();
    return this.queries.one(em, ticket);
  }
}

const isRegistered = (me: Caller | undefined): boolean => typeof me?.username === 'string';

/** A visitor says who is writing; whoever is signed in has said so; a guest may. @throws ValidationFailed */
function assertSender(me: Caller | undefined, input: TicketInput): void {
  if (me && !isRegistered(me)) return;
  const problem = me ? 'must be left out: your account has one' : 'is required without a token';
  const broken = (['email', 'name'] as const).filter((field) => (input[field] === undefined) === !me);
  if (broken.length > 0)
    throw new ValidationFailed(broken.map((field) => ({ field, errors: [`${field} ${problem}`] })));
}

/** @throws OrderNotFound, also for orders of others */
async function ownOrder(em: EntityManager, me: Caller | undefined, uuid: string) {
  const { rows } = await sql<{ id: number; email: string | null }>`
    select id, email from orders where uuid = ${uuid} and customer_id = ${me?.id ?? 0}
  `.execute(em.getKysely());
  if (!rows[0]) throw new OrderNotFound();
  return rows[0];
}

/** Its id. @throws ProductNotFound */
async function publishedProduct(em: EntityManager, uuid: string): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    select id from products where uuid = ${uuid} and published
  `.execute(em.getKysely());
  if (!rows[0]) throw new ProductNotFound();
  return rows[0].id;
}

/** Of one customer, or of one ticket that has none. */
const messagesOf = (owner: string): Budget => ({ key: `messages:${owner}`, most: 30, seconds: hour });

/** The customer's budget must be locked: of many tickets at once, each sees the ones before. @throws TooManyTickets */
async function assertFewOpen(em: EntityManager, customer: number): Promise<void> {
  const open = await em.count(Ticket, { customer, status: { $nin: [...doneStatuses] } });
  if (open >= maxOpenTickets) throw new TooManyTickets({ most: maxOpenTickets });
}

/** The ticket must be locked. @throws TicketFull */
export async function assertRoom(em: EntityManager, ticket: Ticket): Promise<void> {
  if ((await em.count(TicketMessage, { ticket })) >= maxMessages) throw new TicketFull({ most: maxMessages });
}
