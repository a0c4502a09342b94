import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { Customer } from '../customer/customer.entity.js';
import { EmailTokenService } from '../customer/email-token.service.js';
import { MailQueue } from '../mail/mail-queue.js';

/** Mails with tokens about the email of an account, enqueued in the transaction of `em`. They carry no words of whoever has the account. */
@Injectable()
export class EmailMails {
  constructor(
    private readonly tokens: EmailTokenService,
    private readonly mails: MailQueue,
  ) {}

  /** To the address that the account had. */
  async changed(em: EntityManager, { id }: Customer, earlier: string): Promise<void> {
    const data = await this.tokens.create(em, 'undo', id, earlier);
    await this.mails.enqueue(em, { kind: 'email_changed', to: earlier, data });
  }

  /** To the address that the account has. */
  async confirmation(em: EntityManager, { id, email }: Customer): Promise<void> {
    if (!email) return;
    const data = await this.tokens.create(em, 'confirm', id, email);
    await this.mails.enqueue(em, { kind: 'email_confirmation', to: email, data });
  }
}
