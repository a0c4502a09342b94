import { LockMode, raw } from '@mikro-orm/core';
import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { sql } from 'kysely';
import { resolve } from 'node:path';
import type { SendMailOptions } from 'nodemailer';
import { Config } from '../config/config.js';
import { Database } from '../database/database.js';
import { Jobs } from '../jobs/jobs.js';
import { Mail } from './mail.entity.js';
import { MailQueue, mailSend } from './mail-queue.js';
import { Outbox } from './outbox.js';
import { senderOf } from './sender.js';
import { PermanentFailure, smtp } from './smtp.js';

/** How many mails of one process are on their way at once. */
const lanes = 4;
const daysRemembered = 90;

/**
 * Brings the mails that are due. Each has a job, and each job takes along whatever else is due, so one that was lost
 * with its process is brought by the next. A crash between the server's word and ours brings a mail twice, with the
 * same Message-ID.
 */
@Injectable()
export class MailDelivery implements OnModuleInit, OnModuleDestroy {
  private readonly log = new Logger('Mail');
  private readonly outbox: Outbox;
  private readonly send: ReturnType<typeof smtp> | undefined;
  private readonly from: SendMailOptions['from'];
  /** Lanes in use. */
  private busy = 0;
  private stopping = false;

  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
    private readonly mails: MailQueue,
    config: Config,
  ) {
    const url = config.get('SMTP_URL');
    this.send = url ? smtp(url) : undefined;
    this.from = senderOf(config.get('MAIL_FROM'));
    this.outbox = new Outbox(resolve(config.get('DATA_DIR'), 'outbox'));
  }

  onModuleInit(): void {
    this.jobs.on(mailSend, () => this.bringAll(), 'low');
    this.jobs.nightly('mails.forget', () => this.forget());
  }

  onModuleDestroy(): void {
    this.stopping = true;
  }

  /** However many jobs ask for it, no more lanes than there are: all of them bring whatever is due. */
  private async bringAll(): Promise<void> {
    await Promise.all(Array.from({ length: lanes - this.busy }, () => this.bringOnAndOn()));
  }

  /** Until nothing is due: what went wrong is put off, and so no longer is. */
  private async bringOnAndOn(): Promise<void> {
    this.busy++;
    try {
      while ((await this.bringNext()) && !this.stopping);
    } finally {
      this.busy--;
    }
  }

  private async bringNext(): Promise<boolean> {
    const mail = await this.claimed();
    if (!mail) return false;
    try {
      const message = await this.messageOf(mail);
      if (this.send) await this.send(message);
      else await this.outbox.keep(nameOf(mail), message);
    } catch (error) {
      const { message } = error as Error;
      this.log.warn({ mail: mail.uuid, attempt: mail.attempts, error: message });
      const final = error instanceof PermanentFailure;
      await this.settle(mail, (held) => (final ? held.fail(message) : held.putOff(message)));
      return true;
    }
    await this.settle(mail, (held) => held.arrive(this.send ? 'sent' : 'kept'));
    return true;
  }

  /** The one that waits longest. Of workers that look at once, each finds another. */
  private claimed(): Promise<Mail | null> {
    return this.database.transaction(async (em) => {
      const mail = await em.findOne(
        Mail,
        { status: 'queued', due: { $lte: raw<Date>('now()') } },
        { orderBy: { due: 'asc', id: 'asc' }, lockMode: LockMode.PESSIMISTIC_PARTIAL_WRITE },
      );
      mail?.claim();
      return mail;
    });
  }

  /** Unless somebody else has claimed it since. */
  private settle({ id, attempts }: Mail, verb: (held: Mail) => void | number | null): Promise<void> {
    return this.database.transaction(async (em) => {
      const held = await em.findOne(Mail, { id, attempts, status: 'queued' }, { lockMode: LockMode.PESSIMISTIC_WRITE });
      const wait = held && verb(held);
      if (typeof wait === 'number') await this.jobs.enqueue(em, mailSend, {}, wait);
    });
  }

  private async messageOf(mail: Mail): Promise<SendMailOptions> {
    return {
      from: this.from,
      to: { name: '', address: mail.recipient },
      messageId: mail.message_id,
      date: mail.created,
      subject: mail.subject,
      text: mail.text ?? '',
      html: mail.html ?? '',
      attachments: await this.mails.attached(mail.attachments),
      // No out-of-office note answers a machine.
      headers: { 'Auto-Submitted': 'auto-generated' },
    };
  }

  /** What was said to whom is nobody's business for ever; a failed mail still has to be sent. */
  async forget(): Promise<void> {
    await sql`
      update mails set html = null, text = null, data = null
      where html is not null and status in ('sent', 'kept') and created < now() - make_interval(days => ${daysRemembered})
    `.execute(this.database.sql());
    await this.outbox.forget(new Date(Date.now() - daysRemembered * 86_400_000).toISOString());
    await this.bringAll();
  }
}

const nameOf = ({ created, kind, uuid }: Mail): string =>
  `${created.toISOString().replaceAll(':', '-')}-${kind}-${uuid}.eml`;
