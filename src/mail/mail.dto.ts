import { IsIn, IsString, MaxLength } from 'class-validator';
import { IsOptionalNotNull } from '../common/text/is-optional-not-null.js';
import { PageQuery } from '../common/http/paging.js';
import { type MailStatus, mailStatuses } from './mail.entity.js';
import { type MailKind, mailKinds } from './templates/templates.js';

export class MailQuery extends PageQuery {
  /** Only mails of this status. */
  @IsOptionalNotNull()
  @IsIn(mailStatuses)
  status?: MailStatus;

  /** Only mails of this kind. */
  @IsOptionalNotNull()
  @IsIn(mailKinds)
  kind?: MailKind;

  /** Part of the address it goes to. @example "mustermann" */
  @IsOptionalNotNull()
  @IsString()
  @MaxLength(254)
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
  /** `queued` is tried again, `kept` lies in the outbox for want of an SMTP server, `failed` waits for you. */
  status: MailStatus;
  /** Times it was tried, 15 at most. @example 1 */
  attempts: number;
  /** What went wrong the last time. @example null */
  last_error: string | null;
  /** @example "2026-11-21T08:00:00.000Z" */
  created: string;
  /** When the server took it. @example "2026-11-21T08:00:02.000Z" */
  sent: string | null;
  /** When it is tried next; null unless it is queued. @example null */
  due: string | null;
}

export class MailAttachment {
  /** @example "invoice" */
  kind: string;
  /** What its room finds it by. @example "R100001" */
  ref: string;
}

export class MailDetail extends MailRow {
  /** Its Message-ID, the same at every attempt. @example "<0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b66@magazin.example>" */
  message_id: string;
  attachments: MailAttachment[];
  /** Null where it is nobody's business (`password_reset`), and 90 days after it was sent. @example "<!doctype html>…" */
  html: string | null;
  /** The same without markup. @example "Thank you for your order…" */
  text: string | null;
}
