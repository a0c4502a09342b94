import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Config } from '../config/config.js';
import { Jobs } from '../jobs/jobs.js';
import { type Attachment, Mail } from './mail.entity.js';
import { type Sender, senderOf } from './sender.js';
import { type MailData, type MailKind, render } from './templates/templates.js';

export const mailSend = 'mail.send';

export interface NewMail<Kind extends MailKind> {
  kind: Kind;
  to: string;
  data: MailData[Kind];
  attachments?: Attachment[];
}

/** A file that goes with a mail. */
export interface Attached {
  filename: string;
  contentType: string;
  content: Buffer;
}

type Source = (ref: string) => Promise<Attached>;

/** Writes mails. Somebody else brings them: whoever writes one never waits for a mail server. */
@Injectable()
export class MailQueue {
  private readonly sources = new Map<string, Source>();
  private readonly sender: Sender;

  constructor(
    private readonly jobs: Jobs,
    config: Config,
  ) {
    this.sender = senderOf(config.get('MAIL_FROM'));
  }

  /** Inside the transaction of `em`: a rollback leaves none. What it says is fixed from here on. */
  async enqueue<Kind extends MailKind>(
    em: EntityManager,
    { kind, to, data, attachments = [] }: NewMail<Kind>,
  ): Promise<void> {
    const letter = render(this.sender.name, kind, data);
    Mail.write(em, { kind, recipient: to, data, attachments, letter, host: this.sender.host });
    await this.jobs.enqueue(em, mailSend, {});
  }

  /** Says where the attachments of a kind come from; call it while the module starts. */
  attaches(kind: string, source: Source): void {
    this.sources.set(kind, source);
  }

  attached(attachments: Attachment[]): Promise<Attached[]> {
    return Promise.all(
      attachments.map(({ kind, ref }) => {
        const source = this.sources.get(kind);
        if (!source) throw new Error(`nobody has attachments of the kind ${kind}`);
        return source(ref);
      }),
    );
  }
}
