import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { UploadedMultipartFile } from '@nestjs/platform-fastify/multipart';
import { sql } from 'kysely';
import { v7 } from 'uuid';
import { AuditService } from '../audit/audit.service.js';
import { BudgetService, networkBudget } from '../budgets/budget.service.js';
import type { Caller } from '../common/http/access.js';
import { TooManyRequests, Unavailable, ValidationFailed } from '../common/http/request.errors.js';
import { Database } from '../database/database.js';
import { PictureService } from '../media/picture.service.js';
import { type AttachmentFile, fileName, formatOf } from './attachment-file.js';
import {
  AttachmentNotFound,
  AttachmentRefused,
  TicketMessageNotFound,
  TicketNotFound,
  TooManyAttachments,
} from './support.errors.js';
import type { TicketTables } from './ticket-columns.js';
import type { TicketAttachmentDto } from './ticket.dto.js';
import { type MessageKind, Ticket, TicketAttachment, TicketMessage, type TicketSelector } from './ticket.entity.js';

const most = { message: 5, ticket: 20 };
/** Attempts: as many as the messages of an hour take, and some more. */
const perHour = { owner: 60, network: 300 };

/** Files of customers and staff, recognized by their content. */
@Injectable()
export class TicketAttachmentService {
  constructor(
    private readonly database: Database,
    private readonly pictures: PictureService,
    private readonly audit: AuditService,
    private readonly budgets: BudgetService,
  ) {}

  /**
   * @param to the message, the kinds of messages that the sender may attach to, and the sender where it is staff
   * @throws ValidationFailed, TicketNotFound, TicketMessageNotFound, AttachmentRefused, TooManyAttachments, TooManyRequests, Unavailable
   */
  async add(
    which: TicketSelector,
    { message: uuid, kinds, staff }: { message: string; kinds: readonly MessageKind[]; staff?: Caller },
    upload: UploadedMultipartFile | undefined,
  ): Promise<TicketAttachmentDto> {
    const asked = { uuid, kinds };
    // Before the file is decoded: what is refused costs the sender an attempt, and the shop nothing.
    await this.database.transaction(async (em) => {
      const { ticket } = await this.lockRoom(em, which, asked);
      if (!staff) await this.spend(em, ticket);
    });
    if (!upload?.buffer) throw new ValidationFailed([{ field: 'file', errors: ['file must be a file'] }]);
    // Decoded outside of a transaction, so that nothing waits for it.
    const file = await this.read(upload.buffer, upload.originalname);
    return this.database.transaction(async (em) => {
      const { ticket, message } = await this.lockRoom(em, which, asked);
      const attachment_uuid = await insert(em, message, file);
      const { name, content_type, content } = file;
      const subject = { kind: 'ticket' as const, uuid: ticket.uuid, label: ticket.number };
      if (staff) this.audit.record(em, staff, 'ticket.attach', subject, { message: uuid, name });
      return { attachment_uuid, name, content_type, size: content.length };
    });
  }

  /** @param kinds of messages whose attachments may be seen @throws TicketNotFound, AttachmentNotFound */
  async load(
    which: TicketSelector,
    { attachment, kinds }: { attachment: string; kinds: readonly MessageKind[] },
  ): Promise<AttachmentFile> {
    const file = await this.tickets(which)
      .innerJoin('ticket_messages', 'ticket_messages.ticket_id', 'tickets.id')
      .innerJoin('ticket_attachments', 'ticket_attachments.message_id', 'ticket_messages.id')
      .where('ticket_attachments.uuid', '=', attachment)
      .where('ticket_messages.kind', 'in', kinds)
      .select(['ticket_attachments.name', 'ticket_attachments.content_type', 'ticket_attachments.content'])
      .executeTakeFirst();
    if (file) return { ...file, content: file.content as Buffer };
    await this.assertExists(which);
    throw new AttachmentNotFound();
  }

  private async assertExists(which: TicketSelector): Promise<void> {
    if (!(await this.tickets(which).select('tickets.id').executeTakeFirst())) throw new TicketNotFound();
  }

  private tickets({ uuid, customer }: TicketSelector) {
    const tickets = this.database.sql<TicketTables>().selectFrom('tickets').where('tickets.uuid', '=', uuid);
    return customer === undefined ? tickets : tickets.where('tickets.customer_id', '=', customer);
  }

  /** Locks the ticket. @throws TicketNotFound, TicketMessageNotFound, TooManyAttachments */
  private async lockRoom(
    em: EntityManager,
    which: TicketSelector,
    { uuid, kinds }: { uuid: string; kinds: readonly MessageKind[] },
  ) {
    const ticket = await Ticket.lock(em, which);
    const message = await em.findOne(TicketMessage, { uuid, ticket, kind: { $in: [...kinds] } });
    if (!message) throw new TicketMessageNotFound();
    await assertFew(em, ticket, message);
    return { ticket, message };
  }

  /** @throws TooManyRequests */
  private async spend(em: EntityManager, { id, customer }: Ticket): Promise<void> {
    const owner = customer ? `customer/${customer.id}` : `ticket/${id}`;
    const wait = await this.budgets.spend(
      [
        { key: `attachments:${owner}`, most: perHour.owner, seconds: 3_600 },
        ...networkBudget('attachments', perHour.network, 3_600),
      ],
      em,
    );
    if (wait !== undefined) throw new TooManyRequests(null, wait);
  }

  /** @throws AttachmentRefused, Unavailable */
  private async read(upload: Buffer, sentName: string): Promise<AttachmentFile> {
    const format = formatOf(upload);
    if (!format) throw new AttachmentRefused();
    const content = format.sharp
      ? await this.pictures.reencode(upload, format.sharp).catch((error: unknown) => {
          throw error instanceof Unavailable ? error : new AttachmentRefused();
        })
      : upload;
    return { name: fileName(sentName, format), content_type: format.content_type, content };
  }
}

/** An entity would be written into the text of its statement, where five megabytes take the database seconds. */
async function insert(em: EntityManager, { id }: TicketMessage, file: AttachmentFile): Promise<string> {
  const uuid = v7();
  await sql`
    insert into ticket_attachments (uuid, message_id, name, content_type, size, content)
    values (${uuid}, ${id}, ${file.name}, ${file.content_type}, ${file.content.length}, ${file.content})
  `.execute(em.getKysely());
  return uuid;
}

/** The ticket must be locked. @throws TooManyAttachments */
async function assertFew(em: EntityManager, ticket: Ticket, message: TicketMessage): Promise<void> {
  const [onMessage, onTicket] = [
    await em.count(TicketAttachment, { message }),
    await em.count(TicketAttachment, { message: { ticket } }),
  ];
  if (onMessage >= most.message || onTicket >= most.ticket) throw new TooManyAttachments(most);
}
