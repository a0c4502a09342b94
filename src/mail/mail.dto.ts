import { ApiProperty } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { IsOptionalNotNull } from '../common/text/is-optional-not-null.js';
import { ListQuery } from '../common/http/paging.dto.js';
import { type MailStatus, mailStatuses } from './mail.entity.js';
import { type MailKind, mailKinds } from '../mail-templates/templates.js';
import { SearchText } from '../common/text/canonical.js';

export class MailQuery extends ListQuery {
  /** Only mails of this status. */
  @IsOptionalNotNull()
  @IsIn(mailStatuses)
  status?: MailStatus;

  /** Only mails of this kind. */
  @IsOptionalNotNull()
  @IsIn(mailKinds)
  kind?: MailKind;

  /** Begin of the recipient's address. @example "mustermann" */
  @SearchText(254)
  recipient?: string;
}

export class MailRow {
  /** @example "0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b66" */
  uuid: string;
  /** @example "order_confirmation" */
  kind: MailKind;
  /** @example "max.mustermann@email.com" */
  recipient: string;
  /** @example "Your order M100001" */
  subject: string;
  /** `queued`: will be sent or tried again. `stored`: in the outbox, no SMTP server is configured. `held`: not sent, since too many of its kind went to this recipient or came from one address today. `failed` and `held` wait for staff. */
  status: MailStatus;
  /** Attempts to send it, 15 at most. @example 1 */
  attempts: number;
  /** Error of the last attempt. @example null */
  last_error: string | null;
  /** @example "2026-11-21T08:00:00.000Z" */
  created: string;
  /** When the SMTP server accepted it. @example "2026-11-21T08:00:02.000Z" */
  sent: string | null;
  /** When the next attempt is due; null unless it is queued. @example null */
  due: string | null;
}

export class MailAttachment {
  /** What each of them is so far. @example "invoice" */
  @ApiProperty({ enum: ['invoice'] })
  kind: string;
  /** Identifies the document among those of its kind. @example "0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1bbb" */
  ref: string;
}

export class MailDetail extends MailRow {
  /** Message-ID, the same for every attempt. @example "<0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b66@magazin.example>" */
  message_id: string;
  attachments: MailAttachment[];
  /** Null for kinds with a token, such as `password_reset`, and `MAIL_RETENTION_DAYS` after it was enqueued. @example "<!doctype html>…" */
  html: string | null;
  /** The same as plain text. @example "Thank you for your order…" */
  text: string | null;
}
