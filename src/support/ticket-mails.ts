import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Config } from '../config/config.js';
import { Customer } from '../customer/customer.entity.js';
import { MailQueue } from '../mail/mail-queue.js';
import { Settings } from '../settings/settings.js';
import type { Ticket } from './ticket.entity.js';
import { TicketLinks } from './ticket-link.js';

/** Enqueues mails about a ticket in the transaction that changes it. A customer's words are mailed to the shop alone. */
@Injectable()
export class TicketMails {
  private readonly baseUrl: string;

  constructor(
    private readonly mails: MailQueue,
    private readonly links: TicketLinks,
    private readonly settings: Settings,
    config: Config,
  ) {
    this.baseUrl = config.get('PUBLIC_URL');
  }

  /** A guest without an address gets no mail. */
  async received(em: EntityManager, ticket: Ticket): Promise<void> {
    const to = await recipientOf(em, ticket);
    if (to) await this.mails.enqueue(em, { kind: 'ticket_received', to, data: this.linkedData(ticket, to) });
  }

  async answered(em: EntityManager, ticket: Ticket, text: string): Promise<void> {
    const to = await recipientOf(em, ticket);
    if (to)
      await this.mails.enqueue(em, { kind: 'ticket_answered', to, data: { ...this.linkedData(ticket, to), text } });
  }

  /** Only where the shop has asked for it. */
  async notifyStaff(em: EntityManager, { number, subject }: Ticket, text: string): Promise<void> {
    const to = this.settings.get('SUPPORT_EMAIL');
    if (to) await this.mails.enqueue(em, { kind: 'ticket_message', to, data: { number, subject, text } });
  }

  /** The host of a request is what its sender says, so no mailed link begins with it. */
  private linkedData(ticket: Ticket, to: string) {
    const path = this.links.pathFor(ticket, to);
    return { number: ticket.number, url: this.baseUrl ? this.baseUrl + path : null, path };
  }
}

async function recipientOf(em: EntityManager, { customer, email }: Ticket): Promise<string | null> {
  const owner = customer && (await em.findOneOrFail(Customer, customer.id));
  return owner?.email ?? email ?? null;
}
