import { defineEntity, p, raw } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { v7 } from 'uuid';
import { type EntityRow, findIn, queryIn, statement } from '../database/statement.js';
import { MailErased, MailNotFailed } from './mail.errors.js';
import type { RenderedMail } from '../mail-templates/layout.js';
import { type MailKind, sensitiveKinds } from '../mail-templates/templates.js';

/** `stored`: in the outbox, because there is no SMTP server. `held`: over the budget of its recipient or of whoever caused it. `failed`: not tried again until staff retry it. */
export const mailStatuses = ['queued', 'sent', 'stored', 'held', 'failed'] as const;
export type MailStatus = (typeof mailStatuses)[number];

/** Resolved when the mail is sent, so that no transaction waits for it. */
export interface AttachmentRef {
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
    /** Null, like `text` and `data`, once it is erased. */
    html: p.text().nullable(),
    text: p.text().nullable(),
    data: p.json<object | null>().nullable(),
    attachments: p.json<AttachmentRef[]>(),
    /** One-click link of RFC 8058; null for mails about something that the recipient did. */
    unsubscribe_url: p.text().nullable(),
    /** Whether it is counted before it is sent: its recipient may be a stranger. */
    budgeted: p.boolean().default(false),
    /** The network of the request that caused it, where that is counted. */
    origin: p.string().nullable().length(60),
    status: p.enum(mailStatuses).default('queued'),
    attempts: p.integer().default(0),
    last_error: p.string().nullable().length(500),
    created_at: p.datetime().onCreate(() => new Date()),
    sent_at: p.datetime().nullable(),
    /** By the clock of the database. */
    next_attempt_at: p.datetime().defaultRaw('now()'),
  },
  indexes: [
    {
      name: 'mails_due',
      expression: `create index mails_due on mails ((unsubscribe_url is not null), next_attempt_at, id) where status = 'queued'`,
    },
    { name: 'mails_of_status', properties: ['status', 'id'] },
    { name: 'mails_of_kind', properties: ['kind', 'id'] },
    // For the erasure of a customer, and by its beginning for staff.
    {
      name: 'mails_of_recipient',
      expression: 'create index mails_of_recipient on mails (lower(recipient) text_pattern_ops, id)',
    },
    {
      name: 'mails_of_number',
      expression: `create index mails_of_number on mails ((data ->> 'number')) where data ->> 'number' is not null`,
    },
    {
      name: 'mails_to_forget',
      expression: 'create index mails_to_forget on mails (created_at) where html is not null',
    },
    {
      name: 'mails_to_withdraw',
      expression: `create index mails_to_withdraw on mails (lower(recipient)) where unsubscribe_url is not null and status in ('queued', 'failed')`,
    },
  ],
});

/** How long one worker has for an attempt before another one may claim the mail. */
export const mailLeaseSeconds = 55;
/** The delay doubles with every attempt; all of them together take a day. */
const [firstDelaySeconds, maxDelaySeconds, maxAttempts] = [30, 4 * 3600, 15];
/** A reset token ends fifteen minutes after the mail was written: the sixth attempt would bring one that is over. */
const attemptsOfKind: Partial<Record<MailKind, number>> = { password_reset: 5 };

const insertMail = statement(
  'mail_enqueue',
  `
  insert into mails (uuid, kind, recipient, message_id, subject, html, text, data, attachments, unsubscribe_url, budgeted, origin, created_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11 and not exists (
    select from customers where id = $12 and lower(email) = lower($3::varchar) and email_confirmed_at is not null
  ), $13, now())
`,
);

/** What somebody waits for comes before what can be unsubscribed from. */
const claimNext = statement<EntityRow<Mail>>(
  'mail_claim',
  `
  update mails set attempts = attempts + 1, next_attempt_at = now() + interval '${mailLeaseSeconds} seconds'
  where id = (
    select id from mails where status = 'queued' and next_attempt_at <= now()
    order by unsubscribe_url is not null, next_attempt_at, id limit 1 for update skip locked
  )
  returning row_to_json(mails) as entity
`,
);

/** Values: kinds, recipient. */
const withdrawMails = statement(
  'mail_withdraw',
  `
  delete from mails where kind = any($1::text[]) and lower(recipient) = lower($2) and status in ('queued', 'failed')
    and unsubscribe_url is not null
`,
);

/** Values: id, number of the attempt, status, whether its content is sensitive. */
const completeMail = statement(
  'mail_complete',
  `
  update mails set status = $3, last_error = null, sent_at = case $3 when 'sent' then now() end,
    html = case when not $4 then html end, text = case when not $4 then text end, data = case when not $4 then data end
  where id = $1 and attempts = $2 and status = 'queued'
`,
);

export interface MailValues {
  kind: MailKind;
  recipient: string;
  data: object;
  attachments: AttachmentRef[];
  rendered: RenderedMail;
  /** Domain of the Message-ID. */
  host: string;
  budgeted: boolean;
  account: number | null;
  origin: string | null;
}

/** Its text is rendered when it is created: later changes of the order or of the template leave it as it is. */
export class Mail extends MailSchema.class {
  static async enqueue(em: EntityManager, values: MailValues): Promise<void> {
    const { kind, recipient, data, attachments, rendered, host, budgeted, account, origin } = values;
    const { subject, html, text, unsubscribe_url = null } = rendered;
    const content = [subject, html, text];
    const uuid = v7();
    const json = [JSON.stringify(data), JSON.stringify(attachments)];
    const counted = [unsubscribe_url, budgeted, account, origin];
    await queryIn(em, insertMail, [uuid, kind, recipient, `<${uuid}@${host}>`, ...content, ...json, ...counted]);
  }

  /** Removes what is not sent yet. */
  static async withdraw(em: EntityManager, kinds: readonly MailKind[], recipient: string): Promise<void> {
    await queryIn(em, withdrawMails, [kinds, recipient]);
  }

  /** Reserves the mail that is due longest for one worker; workers that look at once get different ones. */
  static async claimNext(em: EntityManager): Promise<Mail | undefined> {
    const [mail] = await findIn(em, Mail, claimNext, []);
    return mail;
  }

  /** Does nothing when another worker has claimed it since. */
  async complete(em: EntityManager, status: 'sent' | 'stored'): Promise<void> {
    await queryIn(em, completeMail, [this.id, this.attempts, status, sensitiveKinds.includes(this.kind)]);
  }

  fail(error: string): void {
    this.end('failed', error);
  }

  hold(): void {
    this.end('held', 'held back: too many mails of this kind today to this recipient, or caused from one address');
  }

  /** Fails it after the last attempt. */
  reschedule(error: string): void {
    if (this.attempts >= (attemptsOfKind[this.kind] ?? maxAttempts)) {
      this.fail(error);
      return;
    }
    this.last_error = error.slice(0, 500);
    this.next_attempt_at = inSeconds(Math.min(firstDelaySeconds * 2 ** (this.attempts - 1), maxDelaySeconds));
  }

  /** A token is not kept for whoever reads the table. */
  private end(status: 'failed' | 'held', reason: string): void {
    this.status = status;
    this.last_error = reason.slice(0, 500);
    if (sensitiveKinds.includes(this.kind)) Object.assign(this, { html: null, text: null, data: null });
  }

  /** Uncounted: staff decide. @throws MailNotFailed, MailErased */
  retry(): void {
    if (this.status !== 'failed' && this.status !== 'held') throw new MailNotFailed({ status: this.status });
    if (this.html == null) throw new MailErased();
    this.status = 'queued';
    this.budgeted = false;
    this.attempts = 0;
    this.next_attempt_at = inSeconds(0);
  }
}

const inSeconds = (seconds: number): Date => raw<Date>(`now() + interval '${seconds} seconds'`);

MailSchema.setClass(Mail);
export { MailSchema };
