import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, Logger } from '@nestjs/common';
import { sql } from 'kysely';
import { PasswordResetService } from '../auth/password-reset.service.js';
import { SessionService } from '../auth/session.service.js';
import { Customer } from '../customer/customer.entity.js';
import { EmailAlreadyUsed } from '../customer/customer.errors.js';
import { EmailTokenService, type UsedToken } from '../customer/email-token.service.js';
import { yieldEmail } from '../customer/yield-email.js';
import { Database } from '../database/database.js';
import { emailKey } from '../identity/account-keys.js';
import { EmailTokenInvalid, OldEmailTaken, TooManyEmailChanges } from './credentials.errors.js';
import { type EarlierEmail, EmailMails } from './email-mails.js';

/** Bounds how many mails an account can cause in two mailboxes. */
const maxChangesPerDay = 5;

/** What follows from another email of an account: whoever reads the mails sent there can become its owner. */
@Injectable()
export class EmailChangeService {
  private readonly log = new Logger('Auth');

  constructor(
    private readonly database: Database,
    private readonly tokens: EmailTokenService,
    private readonly mails: EmailMails,
    private readonly resets: PasswordResetService,
    private readonly sessions: SessionService,
  ) {}

  /**
   * Tells the earlier address, which can undo the change, and asks the new one; what was mailed to the earlier one is dead.
   * The row of the customer must be locked, in the transaction of `em`.
   *
   * @throws TooManyEmailChanges
   */
  async changed(em: EntityManager, customer: Customer, earlier: EarlierEmail): Promise<void> {
    const { count, seconds } = await this.tokens.changesOfToday(em, customer.id);
    if (count >= maxChangesPerDay) throw new TooManyEmailChanges(null, seconds);
    await this.tokens.revokeConfirmations(em, customer.id);
    await this.resets.revokeAll(em, customer.id);
    // Of an address that was never confirmed, the mails may be another's.
    if (earlier.isConfirmed)
      await sql`delete from staff_invitations where lower(email) = lower(${earlier.email})`.execute(em.getKysely());
    await this.mails.changed(em, customer, earlier);
    await this.mails.confirmation(em, customer);
    this.log.warn({ email: 'changed', customer: customer.uuid });
  }

  /** Of many uses of a token at once, one succeeds. Brings the password of before the change back, ends all access, and mails a way to a new password. @throws EmailTokenInvalid, OldEmailTaken */
  async undo(token: string): Promise<void> {
    try {
      await this.restore(token);
    } catch (error) {
      if (!(error instanceof EmailAlreadyUsed)) throw error;
      // By an account that was registered at the same moment, which yields now.
      await this.restore(token);
    }
  }

  private restore(token: string): Promise<void> {
    return this.database.transaction(async (em) => {
      const used = await this.tokens.consume(em, 'undo', token);
      if (!used) throw new EmailTokenInvalid();
      const customer = await em.findOneOrFail(Customer, used.customer, { lockMode: LockMode.PESSIMISTIC_WRITE });
      await yieldEmail(em, used.email, { except: customer.id });
      await assertFree(em, used.email, customer.id);
      customer.restoreEmail(used.email, used.password_hash);
      await em.flush();
      await this.tokens.revokeLaterUndos(em, used);
      await this.tokens.revokeConfirmations(em, customer.id);
      await this.sessions.endAccess(em, customer);
      await removeLaterFactor(em, used);
      if (!customer.disabled_at) await this.resets.mailToken(em, customer, { uncounted: true });
      this.log.warn({ email: 'restored', customer: customer.uuid });
    });
  }
}

/** One that was set up after the change is of whoever made it. */
async function removeLaterFactor(em: EntityManager, { id, customer }: UsedToken): Promise<void> {
  await sql`
    delete from second_factors where customer_id = ${customer}
      and coalesce(confirmed_at, created_at) > (select created_at from email_tokens where id = ${id})
  `.execute(em.getKysely());
}

/** @throws OldEmailTaken */
async function assertFree(em: EntityManager, email: string, customer: number): Promise<void> {
  const { rows } = await sql`
    select from customers where email_key = ${emailKey(email)} and id <> ${customer}
  `.execute(em.getKysely());
  if (rows.length > 0) throw new OldEmailTaken();
}
