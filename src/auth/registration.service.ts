import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { Customer, Registration } from '../customer/customer.entity.js';
import { CustomerService } from '../customer/customer.service.js';
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
  ) {}

  /** @throws ValidationFailed, EmailAlreadyUsed, UsernameAlreadyUsed */
  async register({ password, ...registration }: WithPassword): Promise<Customer> {
    const hash = await this.passwords.hashNew(password, registration);
    return this.customers.register(registration, hash, (em) => this.welcome(em, registration));
  }

  /** The guest becomes a customer, and keeps the bucket. @throws ValidationFailed, EmailAlreadyUsed, UsernameAlreadyUsed, GuestNotFound */
  async registerGuest(token: string, { password, ...registration }: WithPassword): Promise<Customer> {
    const hash = await this.passwords.hashNew(password, registration);
    return this.customers.registerGuest(token, registration, hash, (em) => this.welcome(em, registration));
  }

  private welcome(em: EntityManager, { username, first_name = '', email }: Registration): Promise<void> {
    return this.mails.enqueue(em, { kind: 'welcome', to: email, data: { username, first_name } });
  }
}
