import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Config } from '../config/config.js';
import type { Customer } from '../customer/customer.entity.js';
import { emailTokenHours, EmailTokenService } from '../customer/email-token.service.js';
import { MailQueue } from '../mail/mail-queue.js';

/** Mails with tokens about the email of an account, enqueued in the transaction of `em`. They carry no words of whoever has the account. */
@Injectable()
export class EmailMails {
  constructor(
    private readonly tokens: EmailTokenService,
    private readonly mails: MailQueue,
    private readonly config: Config,
  ) {}

  /** To the address that the account had. */
  async changed(em: EntityManager, { id }: Customer, earlier: string): Promise<void> {
    const token = await this.tokens.create(em, 'undo', id, earlier);
    const data = { token, url: this.page('EMAIL_UNDO_URL', token), hours: emailTokenHours.undo };
    await this.mails.enqueue(em, { kind: 'email_changed', to: earlier, data });
  }

  /** To the address that the account has. */
  async confirmation(em: EntityManager, { id, email }: Customer): Promise<void> {
    if (!email) return;
    const token = await this.tokens.create(em, 'confirm', id, email);
    const data = { token, url: this.page('EMAIL_CONFIRMATION_URL', token), days: emailTokenHours.confirm / 24 };
    await this.mails.enqueue(em, { kind: 'email_confirmation', to: email, data });
  }

  private page(variable: 'EMAIL_UNDO_URL' | 'EMAIL_CONFIRMATION_URL', token: string): string | null {
    const page = this.config.get(variable);
    return page ? page + token : null;
  }
}
