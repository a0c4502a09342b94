import { defineEntity, type EntityManager, p, raw } from '@mikro-orm/core';
import { v7 } from 'uuid';
import { MailNotFailed } from './mail.errors.js';
import type { RenderedMail } from './templates/layout.js';
import { type MailKind, sensitiveKinds } from './templates/templates.js';

/** `kept`: there is no SMTP server, so it lies in the outbox. `failed`: given up, until staff retry it. */
export const mailStatuses = ['queued', 'sent', 'kept', 'failed'] as const;
export type MailStatus = (typeof mailStatuses)[number];

/** What is attached, resolved when the mail is sent. */
export interface Attachment {
  kind: string;
  ref: string;
}

const MailSchema = defineEntity({
  name: 'Mail',
  tableName: 'mails',
  properties: {
    id: p.integer().primary(),
    uuid: p.uuid().unique(),
    kind: p.string().length(40).$type<MailKind>(),
    recipient: p.string().length(254),
    message_id: p.string().length(300),
    subject: p.text(),
    /** Null once forgotten. */
    html: p.text().nullable(),
    text: p.text().nullable(),
    data: p.json<object | null>().nullable(),
    attachments: p.json<Attachment[]>(),
    status: p.enum(mailStatuses).default('queued'),
    attempts: p.integer().default(0),
    last_error: p.string().nullable().length(500),
    created: p.datetime().onCreate(() => new Date()),
    sent: p.datetime().nullable(),
    /** Of a queued one: not before then. By the clock of the database, as the job queue. */
    due: p.datetime().defaultRaw('now()'),
  },
  indexes: [
    { name: 'mails_due', expression: `create index mails_due on mails (due, id) where status = 'queued'` },
    { name: 'mails_to_forget', expression: 'create index mails_to_forget on mails (created) where html is not null' },
  ],
});

/** Seconds a worker has for an attempt; afterwards the mail is anybody's again. */
const lease = 300;
/** Seconds between attempts: doubled from one to the next. All of them take a day. */
const [firstWait, longestWait, mostAttempts] = [30, 4 * 3600, 15];

/** What is known of a mail when it is written. */
export interface Writing {
  kind: MailKind;
  recipient: string;
  data: object;
  attachments: Attachment[];
  letter: RenderedMail;
  /** Domain of the Message-ID. */
  host: string;
}

/** A mail as it was when it was written: later changes of its subject matter, or of its template, leave it as it is. */
export class Mail extends MailSchema.class {
  static write(em: EntityManager, { letter, host, ...facts }: Writing): Mail {
    const uuid = v7();
    return em.create(Mail, { ...facts, ...letter, uuid, message_id: `<${uuid}@${host}>` });
  }

  /** Nobody else tries meanwhile. */
  claim(): void {
    this.attempts++;
    this.due = after(lease);
  }

  arrive(status: 'sent' | 'kept'): void {
    this.status = status;
    this.last_error = null;
    if (status === 'sent') this.sent = new Date();
    if (sensitiveKinds.includes(this.kind)) this.forget();
  }

  fail(error: string): void {
    this.status = 'failed';
    this.last_error = error.slice(0, 500);
  }

  /** Answers the seconds until the next attempt; after the last one the mail has failed. */
  putOff(error: string): number | null {
    this.fail(error);
    if (this.attempts >= mostAttempts) return null;
    const wait = Math.min(firstWait * 2 ** (this.attempts - 1), longestWait);
    this.status = 'queued';
    this.due = after(wait);
    return wait;
  }

  /** @throws MailNotFailed */
  retry(): void {
    if (this.status !== 'failed') throw new MailNotFailed({ status: this.status });
    this.status = 'queued';
    this.attempts = 0;
    this.due = after(0);
  }

  private forget(): void {
    this.html = this.text = this.data = null;
  }
}

const after = (seconds: number): Date => raw<Date>(`now() + interval '${seconds} seconds'`);

MailSchema.setClass(Mail);
export { MailSchema };
