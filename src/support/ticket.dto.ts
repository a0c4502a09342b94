import { ApiProperty } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { PageQuery } from '../common/http/paging.js';
import { IsOptionalNotNull } from '../common/text/is-optional-not-null.js';
import { EmailAddress, LongText, PersonName, ShortText, Uuid } from '../common/text/canonical.js';
import { contentTypes } from './attachment-file.js';
import { type TicketStatus, ticketStatuses } from './ticket-status.js';

export class TicketMessageInput {
  /** At most 10,000 characters. @example "The lid of the mug is broken." */
  @LongText(10_000)
  text: string;
}

export class TicketInput extends TicketMessageInput {
  /** One line of at most 150 characters. @example "Broken on arrival" */
  @ShortText(150)
  subject: string;

  /** Uuid of one of your orders that it is about. @example "0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b66" */
  @IsOptionalNotNull()
  @Uuid()
  order?: string;

  /** Uuid of a product that it is about. @example "0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b33" */
  @IsOptionalNotNull()
  @Uuid()
  product?: string;

  /** Where answers are mailed. Required without any token; customers who are signed in have one. @example "max.mustermann@email.com" */
  @IsOptionalNotNull()
  @EmailAddress()
  email?: string;

  /** Required without any token; customers who are signed in have one. @example "Max Mustermann" */
  @IsOptionalNotNull()
  @PersonName(150)
  name?: string;
}

export class TicketQuery extends PageQuery {
  /** Only tickets with this status. */
  @IsOptionalNotNull()
  @IsIn(ticketStatuses)
  status?: TicketStatus;
}

export class TicketDto {
  /** @example "0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1c11" */
  ticket_uuid: string;
  /** @example "T-100001" */
  number: string;
  /** @example "Broken on arrival" */
  subject: string;
  /** `open`: new. `waiting_customer`: answered by staff. `waiting_staff`: answered by the customer. `solved` is closed after some days; a message reopens both. @example "waiting_customer" */
  status: TicketStatus;
  /** Uuid of the order that it is about. @example "0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b66" */
  order: string | null;
  /** Uuid of the product that it is about. @example null */
  product: string | null;
  /** @example "2026-11-21T08:00:00.000Z" */
  created: string;
  /** When somebody last wrote, or the status last changed. @example "2026-11-21T09:30:00.000Z" */
  updated: string;
}

export class TicketAttachmentDto {
  /** @example "0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1c33" */
  attachment_uuid: string;
  /** @example "lid.jpg" */
  name: string;
  /** By its content. @example "image/jpeg" */
  @ApiProperty({ enum: contentTypes })
  content_type: string;
  /** Bytes. @example 48213 */
  size: number;
}

export class TicketMessageDto {
  /** @example "0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1c22" */
  message_uuid: string;
  /** @example "staff" */
  author: 'customer' | 'staff';
  /** First name of the member of staff. @example "Sam" */
  name: string | null;
  /** @example "We send you a new one today." */
  text: string;
  /** @example "2026-11-21T09:30:00.000Z" */
  created: string;
  attachments: TicketAttachmentDto[];
}

export class TicketDetail extends TicketDto {
  /** Oldest first. */
  messages: TicketMessageDto[];
}
