import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, Logger } from '@nestjs/common';
import { currentNetwork } from '../budgets/budget.service.js';
import { Config } from '../config/config.js';
import { alone } from '../database/alone.js';
import { isBudgeted } from './mail-budget.js';
import { type AttachmentRef, Mail } from './mail.entity.js';
import { type Sender, senderOf } from './sender.js';
import { Settings } from '../settings/settings.js';
import { type MailData, type MailKind, render } from '../mail-templates/templates.js';

export interface NewMail<Kind extends MailKind> {
  kind: Kind;
  to: string;
  data: MailData[Kind];
  attachments?: AttachmentRef[];
  /** Of the account that it is about: to its email, once that is confirmed, mails are not counted. */
  account?: number;
  /** Counts no mail, whoever gets it. */
  uncounted?: boolean;
  /** The network that is counted; left out, the one of the running request. Null: none is. */
  origin?: string | null;
}

export interface Attachment {
  filename: string;
  contentType: string;
  content: Buffer;
}

type AttachmentLoader = (ref: string) => Promise<Attachment>;

/** Enqueues mails. `MailDelivery` sends them, so that no request waits for a mail server. */
@Injectable()
export class MailQueue {
  private readonly log = new Logger('Mail');
  private readonly loaders = new Map<string, AttachmentLoader>();

  constructor(
    private readonly config: Config,
    private readonly settings: Settings,
  ) {}

  get sender(): Sender {
    return senderOf(this.config, this.settings);
  }

  /** Enqueues a mail in the transaction of `em`. Its text is fixed now, its attachments are loaded when it is sent. */
  async enqueue<Kind extends MailKind>(
    em: EntityManager,
    { kind, to, data, attachments = [], account, uncounted = false, origin = currentNetwork() ?? null }: NewMail<Kind>,
  ): Promise<void> {
    const { name, host } = this.sender;
    const rendered = render(name, kind, data);
    const budgeted = isBudgeted(kind) && !uncounted;
    const counted = { budgeted, account: account ?? null, origin: budgeted ? origin : null };
    await Mail.enqueue(em, { kind, recipient: to, data, attachments, rendered, host, ...counted });
  }

  /** One of a batch: where it cannot be written, the log says so, and the others are. */
  enqueueAlone<Kind extends MailKind>(em: EntityManager, mail: NewMail<Kind>): Promise<void> {
    const { kind } = mail;
    return alone(
      em,
      () => this.enqueue(em, mail),
      ({ message }) => this.log.error({ kind, unmailed: message }),
    );
  }

  /** Removes the mails that their recipient unsubscribed from and that are not sent yet, in the transaction of `em`. */
  withdraw(em: EntityManager, kinds: readonly MailKind[], to: string): Promise<void> {
    return Mail.withdraw(em, kinds, to);
  }

  /** Registers where attachments of a kind come from; called while modules start. */
  provideAttachments(kind: string, loader: AttachmentLoader): void {
    this.loaders.set(kind, loader);
  }

  loadAttachments(refs: AttachmentRef[]): Promise<Attachment[]> {
    return Promise.all(
      refs.map(({ kind, ref }) => {
        const load = this.loaders.get(kind);
        if (!load) throw new Error(`no module provides attachments of the kind ${kind}`);
        return load(ref);
      }),
    );
  }
}
