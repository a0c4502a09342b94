import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { Customer, Registration } from '../customer/customer.entity.js';
import { CustomerService } from '../customer/customer.service.js';
import { EmailTokenService } from '../customer/email-token.service.js';
import { MailQueue } from '../mail/mail-queue.js';
import { PasswordHasher } from './password-hasher.js';

type WithPassword = Registration & { password: string };

/** Makes customers, and welcomes them in the same transaction. */
@Injectable()
export class RegistrationService {
  constructor(
    private readonly customers: CustomerService,
    private readonly passwords: PasswordHasher,
    private readonly mails: MailQueue,
    private readonly tokens: EmailTokenService,
  ) {}

  /** @throws ValidationFailed, EmailAlreadyUsed, UsernameAlreadyUsed */
  async register({ password, ...registration }: WithPassword): Promise<Customer> {
    const hash = await this.passwords.hashNew(password, registration);
    return this.customers.register(registration, hash, (em, customer) => this.welcome(em, customer));
  }

  /** The guest becomes a customer, and keeps the bucket; whoever else has the token has nothing any more. @throws ValidationFailed, EmailAlreadyUsed, UsernameAlreadyUsed, GuestNotFound */
  async registerGuest(token: string, { password, ...registration }: WithPassword): Promise<Customer> {
    const hash = await this.passwords.hashNew(password, registration);
    return this.customers.registerGuest(token, registration, hash, (em, customer) => {
      customer.replaceGuestToken();
      return this.welcome(em, customer);
    });
  }

  /** The same for clients of a contract who go on with the token: it serves their cart. @throws ValidationFailed, EmailAlreadyUsed, UsernameAlreadyUsed, GuestNotFound */
  async bindGuest(token: string, { password, ...registration }: WithPassword): Promise<Customer> {
    const hash = await this.passwords.hashNew(password, registration);
    return this.customers.registerGuest(token, registration, hash, (em, customer) => {
      customer.keepGuestToken();
      return this.welcome(em, customer);
    });
  }

  /** Nobody knows yet whose address it is: a stranger's words are not mailed there. */
  private async welcome(em: EntityManager, { id, email }: Customer): Promise<void> {
    if (!email) return;
    const data = await this.tokens.create(em, 'confirm', id, email);
    await this.mails.enqueue(em, { kind: 'welcome', to: email, data });
  }
}
