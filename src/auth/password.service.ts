import { LockMode } from '@mikro-orm/core';
import { Injectable, Logger } from '@nestjs/common';
import type { Caller } from '../common/http/access.js';
import { Customer } from '../customer/customer.entity.js';
import { Database } from '../database/database.js';
import type { PasswordChange, PasswordChanged } from './auth.dto.js';
import { WrongCredentials } from './auth.errors.js';
import type { ClientInfo } from './credentials.js';
import { PasswordHasher } from './password-hasher.js';
import { PasswordResetService } from './password-reset.service.js';
import { PasswordVerifier } from './password-verifier.js';
import { SessionService } from './session.service.js';

/** Replaces passwords. */
@Injectable()
export class PasswordService {
  private readonly log = new Logger('Auth');

  constructor(
    private readonly database: Database,
    private readonly verifier: PasswordVerifier,
    private readonly passwords: PasswordHasher,
    private readonly sessions: SessionService,
    private readonly resets: PasswordResetService,
  ) {}

  /** Revokes every other session, and mails the owner. @throws WrongCredentials, TooManyAttempts, ValidationFailed */
  async change(me: Caller, uuid: string, change: PasswordChange, client: ClientInfo): Promise<PasswordChanged> {
    const { username, old_password, password } = change;
    const own = await this.verifier.verifyOwn(me, { uuid, username }, old_password, client);
    const hash = await this.passwords.hashNew(password, own);
    await this.database.transaction(async (em) => {
      // Of two changes at once, the second still holds the hash that the first has just replaced.
      const unchanged = { id: me.id, password_hash: own.password_hash };
      const customer = await em.findOne(Customer, unchanged, { lockMode: LockMode.PESSIMISTIC_WRITE });
      if (!customer) throw new WrongCredentials();
      customer.setPassword(hash);
      await em.flush();
      await this.sessions.revokeOthers(em, me);
      await this.resets.revokeAll(em, me.id);
      await this.resets.mailChanged(em, customer);
    });
    this.log.log({ password: 'changed', customer: me.uuid });
    return { password: '**********', username: own.username };
  }

  /** Takes a token from the mail and revokes every session and API key; failed logins no longer count. @throws ResetTokenInvalid, ValidationFailed */
  async reset(token: string, password: string, client: ClientInfo): Promise<void> {
    const owner = await this.resets.assertValid(token);
    const hash = await this.passwords.hashNew(password, owner);
    await this.database.transaction(async (em) => {
      const customer = await this.resets.consume(em, token);
      await this.verifier.forgive(em, customer, client);
      customer.setPassword(hash);
      await em.flush();
      await this.sessions.revokeAll(em, customer.id);
      await this.resets.mailChanged(em, customer);
      this.log.log({ password: 'reset', customer: customer.uuid });
    });
  }
}
