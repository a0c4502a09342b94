import { LockMode } from '@mikro-orm/core';
import {
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';
import { sql } from 'kysely';
import { resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { SendMailOptions } from 'nodemailer';
import { BudgetService } from '../budgets/budget.service.js';
import { Config } from '../config/config.js';
import { updateInBatches } from '../database/batches.js';
import { shortly } from '../database/bounded-client.js';
import { Database } from '../database/database.js';
import { Jobs } from '../jobs/jobs.js';
import { mailKinds } from '../mail-templates/templates.js';
import { beginCounting, mails } from '../operations/counters.js';
import { Mail } from './mail.entity.js';
import { mailBudgets } from './mail-budget.js';
import { MailQueue } from './mail-queue.js';
import { Outbox } from './outbox.js';
import { PermanentFailure, smtpSender } from './smtp.js';

/** Mails that one process sends at once. */
const concurrency = 4;
/** One of the loops looks this often. */
const pollIntervalMs = 500;
/** A shutdown does not wait longer for a mail server; its mail is sent again when the lease is over. */
const shutdownMs = 5_000;

/**
 * Sends the mails that are due: their table is the queue. A crash between the reply of the server and the commit sends a
 * mail twice, with the same Message-ID.
 */
@Injectable()
export class MailDelivery implements OnModuleInit, OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger('Mail');
  private readonly outbox: Outbox;
  private readonly send: ReturnType<typeof smtpSender> | undefined;
  private readonly stop = new AbortController();
  private readonly rate: number;
  private readonly retentionDays: number;
  private nextTurn = 0;
  private loops: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
    private readonly queue: MailQueue,
    private readonly budgets: BudgetService,
    private readonly config: Config,
  ) {
    const url = config.get('SMTP_URL');
    this.send = url ? smtpSender(url, config.get('SMTP_TLS')) : undefined;
    this.rate = config.get('MAILS_PER_SECOND');
    this.retentionDays = config.get('MAIL_RETENTION_DAYS');
    this.outbox = new Outbox(resolve(config.get('DATA_DIR'), 'outbox'));
  }

  onModuleInit(): void {
    this.jobs.on<{ uuids: string[] }>(outboxRemove, ({ uuids }) => this.outbox.remove(uuids));
    this.jobs.nightly('mails.forget', () => this.eraseExpired());
    for (const result of [this.send ? 'sent' : 'stored', 'held', 'retry', 'failed'])
      beginCounting(
        mails,
        mailKinds.map((kind) => ({ kind, result })),
      );
  }

  onApplicationBootstrap(): void {
    if (this.rate === 0) return;
    this.loops = Promise.all(Array.from({ length: concurrency }, (_, turn) => this.deliverUntilStopped(turn)));
  }

  async onModuleDestroy(): Promise<void> {
    this.stop.abort();
    await Promise.race([this.loops, wait(shutdownMs, undefined, { ref: false })]);
  }

  private async deliverUntilStopped(turn: number): Promise<void> {
    const { signal } = this.stop;
    const pause = (ms: number) => wait(ms, undefined, { signal, ref: false }).catch(() => undefined);
    await pause(turn * pollIntervalMs);
    while (!signal.aborted) {
      await pause(this.untilNextTurn());
      const delivered = await this.deliverNext().catch((error) => this.log.error(error));
      if (!delivered) await pause(concurrency * pollIntervalMs);
    }
  }

  /** Milliseconds until another mail may begin: in a rush of orders, their mails leave most of the processor to requests. */
  private untilNextTurn(): number {
    const now = performance.now();
    const turn = Math.max(now, this.nextTurn);
    this.nextTurn = turn + 1_000 / this.rate;
    return turn - now;
  }

  /** Whether there was a mail. */
  private async deliverNext(): Promise<boolean> {
    const mail = await shortly(() => this.database.statements((em) => Mail.claimNext(em)));
    if (!mail) return false;
    if (
      mail.budgeted &&
      mail.attempts === 1 &&
      (await this.budgets.spend(mailBudgets(mail, this.config))) !== undefined
    ) {
      await this.change(mail, (claimed) => claimed.hold());
      mails.inc({ kind: mail.kind, result: 'held' });
      return true;
    }
    try {
      await this.deliver(mail);
    } catch (error) {
      this.log.warn({ mail: mail.uuid, attempt: mail.attempts, error: (error as Error).message });
      await this.recordFailure(mail, error as Error);
      return true;
    }
    const result = this.send ? 'sent' : 'stored';
    await shortly(() => this.database.statements((em) => mail.complete(em, result)));
    mails.inc({ kind: mail.kind, result });
    return true;
  }

  private async deliver(mail: Mail): Promise<void> {
    const message = await this.messageOf(mail);
    if (this.send) await this.send(message);
    else await this.outbox.store(fileNameOf(mail), message);
  }

  private recordFailure(mail: Mail, error: Error): Promise<void> {
    const { message } = error;
    return this.change(mail, (claimed) => {
      if (error instanceof PermanentFailure) claimed.fail(message);
      else claimed.reschedule(message);
      mails.inc({ kind: mail.kind, result: claimed.status === 'failed' ? 'failed' : 'retry' });
    });
  }

  /** Does nothing when another worker has claimed the mail since. */
  private change({ id, attempts }: Mail, change: (claimed: Mail) => void): Promise<void> {
    return this.database.transaction(async (em) => {
      const own = { id, attempts, status: 'queued' as const };
      const claimed = await em.findOne(Mail, own, { lockMode: LockMode.PESSIMISTIC_WRITE });
      if (claimed) change(claimed);
    });
  }

  private async messageOf(mail: Mail): Promise<SendMailOptions> {
    return {
      from: this.queue.sender,
      to: { name: '', address: mail.recipient },
      messageId: mail.message_id,
      date: mail.created_at,
      subject: mail.subject,
      text: mail.text ?? '',
      html: mail.html ?? '',
      attachments: await this.queue.loadAttachments(mail.attachments),
      // Keeps out-of-office replies away.
      headers: { 'Auto-Submitted': 'auto-generated', ...unsubscribeHeaders(mail) },
    };
  }

  /** Personal data is not kept for ever; a failed mail may still have to be sent. */
  async eraseExpired(): Promise<void> {
    await updateInBatches(
      this.database,
      'mails',
      sql`html = null, text = null, unsubscribe_url = null, origin = null,
        data = case when data ? 'number' then jsonb_build_object('number', data -> 'number') end,
        recipient = case when data ? 'number' then recipient else '' end`,
      sql`html is not null and status in ('sent', 'stored', 'held') and created_at < now() - make_interval(days => ${this.retentionDays})`,
    );
    await this.outbox.removeOlderThan(new Date(Date.now() - this.retentionDays * 86_400_000).toISOString());
  }
}

/** RFC 8058: the mail program shows a button, and unsubscribes its user with one request. */
const unsubscribeHeaders = ({ unsubscribe_url }: Mail): Record<string, string> =>
  unsubscribe_url
    ? { 'List-Unsubscribe': `<${unsubscribe_url}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }
    : {};
/** A job: removes the files of mails whose rows are deleted. */
export const outboxRemove = 'outbox.remove';

const fileNameOf = ({ created_at, kind, uuid }: Mail): string =>
  `${created_at.toISOString().replaceAll(':', '-')}-${kind}-${uuid}.eml`;
