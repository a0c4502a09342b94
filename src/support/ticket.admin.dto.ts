import { IntersectionType, PickType } from '@nestjs/swagger';
import { IsBoolean, IsIn, ValidateIf } from 'class-validator';
import { ListQuery } from '../common/http/paging.dto.js';
import { LongText, SearchText, Uuid } from '../common/text/canonical.js';
import { IsOptionalNotNull } from '../common/text/is-optional-not-null.js';
import type { MessageKind } from './ticket.entity.js';
import { TicketAttachmentDto, TicketDto, TicketQuery } from './ticket.dto.js';
import { manualStatuses, type TicketStatus } from './ticket-status.js';

export class TicketAdminQuery extends IntersectionType(PickType(TicketQuery, ['status']), ListQuery) {
  /** `me`: assigned to you. `none`: to nobody. */
  @IsOptionalNotNull()
  @IsIn(['me', 'none'])
  assignee?: 'me' | 'none';

  /** Uuid of the order that they are about. @example "0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b66" */
  @IsOptionalNotNull()
  @Uuid()
  order?: string;

  /** Only tickets of this customer or guest, by uuid. @example "8b2de2bf-b04a-4674-bf92-f0e4c727720b" */
  @IsOptionalNotNull()
  @Uuid()
  customer?: string;

  /** Words, each part of the number, the subject or the email address, or of what the customer is found by. @example "T-100001" */
  @SearchText(254)
  search?: string;
}

export class TicketAnswer {
  /** At most 10,000 characters, mailed to the customer. Either this or `canned`. @example "We send you a new one today." */
  @ValidateIf(({ canned }: TicketAnswer) => canned === undefined)
  @LongText(10_000)
  text?: string;

  /** Uuid of a canned answer, which is filled in and sent. Either this or `text`. */
  @ValidateIf(({ text }: TicketAnswer) => text === undefined)
  @Uuid()
  canned?: string;
}

export class TicketAssignment {
  /** Uuid of a member of support; left out: yourself. */
  @IsOptionalNotNull()
  @Uuid()
  assignee?: string;

  /** Whether to take it over from whom it is assigned to. @example false */
  @IsOptionalNotNull()
  @IsBoolean()
  force?: boolean;
}

export class TicketStatusChange {
  /** `waiting_staff` reopens it. @example "solved" */
  @IsIn(manualStatuses)
  status: (typeof manualStatuses)[number];
}

export class StaffRef {
  /** @example "0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1c44" */
  uuid: string;
  /** @example "support" */
  username: string;
}

export class TicketCustomer {
  /** @example "a860895f-788d-4bb2-baa7-06c263ed8754" */
  uuid: string;
  /** Null for a guest. @example "maxm" */
  username: string | null;
}

export class TicketAdminRow extends TicketDto {
  /** Null for a visitor without token, who has the mailed link. */
  customer: TicketCustomer | null;
  /** Name of the account, or as it was typed. @example "Max Mustermann" */
  name: string;
  /** Where answers are mailed. @example "max.mustermann@email.com" */
  email: string | null;
  assignee: StaffRef | null;
  /** Since when the customer waits for staff. @example null */
  waiting: string | null;
  /** Seconds from the ticket to the first answer. @example 5400 */
  first_answer_seconds: number | null;
}

export class TicketAdminMessage {
  /** @example "0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1c22" */
  message_uuid: string;
  /** Whose it is; only staff see a `note`. @example "staff" */
  kind: MessageKind;
  /** Who wrote an answer or a note; null once the account is gone. */
  staff: StaffRef | null;
  /** @example "We send you a new one today." */
  text: string;
  /** @example "2026-11-21T09:30:00.000Z" */
  created: string;
  attachments: TicketAttachmentDto[];
}

export class TicketAdminDetail extends TicketAdminRow {
  /** Oldest first. */
  messages: TicketAdminMessage[];
}

export class TicketCount {
  /** @example "open" */
  status: TicketStatus;
  /** @example 3 */
  count: number;
}

export class TicketSummary {
  /** Tickets of each status; one without any is missing. */
  statuses: TicketCount[];
  /** Tickets that wait for staff and are assigned to nobody. @example 2 */
  unassigned: number;
  /** Median of the seconds until the first answer, of tickets first answered in the last 30 days. @example 5400 */
  median_first_answer_seconds: number | null;
}
