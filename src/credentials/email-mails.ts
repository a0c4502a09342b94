import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { Customer } from '../customer/customer.entity.js';
import { EmailTokenService } from '../customer/email-token.service.js';
import { MailQueue } from '../mail/mail-queue.js';

/** Of an account that has another one now. */
export interface EarlierEmail {
  email: string;
  isConfirmed: boolean;
}

/** Read it before the account changes. */
export const earlierEmailOf = ({ email, email_confirmed_at }: Customer): EarlierEmail => ({
  email: email ?? '',
  isConfirmed: email_confirmed_at != null,
});

/** Mails with tokens about the email of an account, enqueued in the transaction of `em`. They carry no words of whoever has the account. */
@Injectable()
export class EmailMails {
  constructor(
    private readonly tokens: EmailTokenService,
    private readonly mails: MailQueue,
  ) {}

  /** To the address that the account had. One that was confirmed is no stranger's, and its owner is always told. */
  async changed(em: EntityManager, { id }: Customer, { email, isConfirmed }: EarlierEmail): Promise<void> {
    const data = await this.tokens.create(em, 'undo', id, email);
    await this.mails.enqueue(em, { kind: 'email_changed', to: email, data, uncounted: isConfirmed });
  }

  /** To the address that the account has. */
  async confirmation(em: EntityManager, { id, email }: Customer): Promise<void> {
    if (!email) return;
    const data = await this.tokens.create(em, 'confirm', id, email);
    await this.mails.enqueue(em, { kind: 'email_confirmation', to: email, data });
  }
}
