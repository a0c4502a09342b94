import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { WrongCredentials } from '../auth/auth.errors.js';
import type { ClientInfo } from '../auth/credentials.js';
import { PasswordVerifier } from '../auth/password-verifier.js';
import { SessionService } from '../auth/session.service.js';
import type { Caller } from '../common/http/access.js';
import type { ProfileChanged } from '../customer/customer.dto.js';
import { Customer } from '../customer/customer.entity.js';
import { CustomerNotFound } from '../customer/customer.errors.js';
import { assertUsernameNotForeignEmail } from '../customer/customer.service.js';
import { Database } from '../database/database.js';
import type { ProfileChangeInput } from './credentials.dto.js';
import { EmailChangeService } from './email-change.service.js';
import { earlierEmailOf } from './email-mails.js';

/** Changes one's own profile, whose email and username are credentials. */
@Injectable()
export class ProfileService {
  constructor(
    private readonly database: Database,
    private readonly passwords: PasswordVerifier,
    private readonly sessions: SessionService,
    private readonly emails: EmailChangeService,
  ) {}

  /** @throws CustomerNotFound, PasswordRequired, WrongCredentials, TooManyAttempts, TooManyEmailChanges, EmailAlreadyUsed, UsernameAlreadyUsed, ValidationFailed */
  async change(
    me: Caller,
    uuid: string,
    { password, ...given }: ProfileChangeInput,
    client: ClientInfo,
  ): Promise<ProfileChanged> {
    if (uuid !== me.uuid) throw new CustomerNotFound();
    const proven = password === undefined ? undefined : await this.passwords.verifyOwn(me, me, password, client);
    return this.database.transaction(async (em) => {
      const customer = await lockOwn(em, me);
      if (proven && proven.password_hash !== customer.password_hash) throw new WrongCredentials();
      const profile = customer.completed(given);
      assertUsernameNotForeignEmail(profile);
      if (!customer.isKnownAs(profile)) await this.sessions.assertProven(em, me, proven ? 'password' : 'sign-in');
      const earlier = earlierEmailOf(customer);
      customer.change(profile);
      await em.flush();
      if (!customer.hasEmail(earlier.email)) {
        await this.emails.changed(em, customer, earlier);
        await this.sessions.revokeOthers(em, me);
      }
      const { username, first_name, last_name, email, phone, city } = customer;
      return { username: username ?? '', first_name, last_name, email: email ?? '', phone, city };
    });
  }
}

async function lockOwn(em: EntityManager, me: Caller): Promise<Customer> {
  const enabled = { id: me.id, disabled_at: null };
  const customer = await em.findOne(Customer, enabled, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (!customer) throw new CustomerNotFound();
  return customer;
}
