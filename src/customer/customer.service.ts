import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { v4, v7, validate } from 'uuid';
import type { Caller } from '../common/http/access.js';
import { ValidationFailed } from '../common/http/request.errors.js';
import { Database } from '../database/database.js';
import { statement } from '../database/statement.js';
import { emailKey, usernameKey } from '../identity/account-keys.js';
import type { ProfileChanged, ProfileInput } from './customer.dto.js';
import { Customer, type Registration } from './customer.entity.js';
import { CustomerNotFound, GuestNotFound } from './customer.errors.js';

/** What a higher module does in the same transaction. */
type AfterInsert = (em: EntityManager) => Promise<void>;

/** Values: uuid, token. All else is what a new row has. */
const createGuest = statement(
  'guest_create',
  'insert into customers (uuid, guest_token, created_at, updated_at) values ($1, $2, now(), now())',
);

@Injectable()
export class CustomerService {
  constructor(private readonly database: Database) {}

  /** @throws EmailAlreadyUsed, UsernameAlreadyUsed */
  register(registration: Registration, passwordHash: string, afterInsert: AfterInsert): Promise<Customer> {
    return this.database.transaction(async (em) => {
      const customer = await this.registerIn(em, registration, passwordHash);
      await afterInsert(em);
      return customer;
    });
  }

  /** In the transaction of `em`, which throws EmailAlreadyUsed or UsernameAlreadyUsed. @throws ValidationFailed */
  async registerIn(em: EntityManager, registration: Registration, passwordHash: string): Promise<Customer> {
    assertUsernameNotForeignEmail(registration);
    const customer = new Customer();
    customer.register(registration, passwordHash);
    await em.persist(customer).flush();
    return customer;
  }

  /** Keeps the guest's row, and with it the bucket. Of two at once, one finds no guest. @throws GuestNotFound, EmailAlreadyUsed, UsernameAlreadyUsed */
  async registerGuest(
    token: string,
    registration: Registration,
    passwordHash: string,
    afterInsert: AfterInsert,
  ): Promise<Customer> {
    if (!validate(token)) throw new GuestNotFound();
    assertUsernameNotForeignEmail(registration);
    return this.database.transaction(async (em) => {
      const guest = { guest_token: token, username: null, disabled_at: null };
      const customer = await em.findOne(Customer, guest, { lockMode: LockMode.PESSIMISTIC_WRITE });
      if (!customer) throw new GuestNotFound();
      customer.register(registration, passwordHash);
      await em.flush();
      await afterInsert(em);
      return customer;
    });
  }

  /** @throws CustomerNotFound, EmailAlreadyUsed, UsernameAlreadyUsed */
  change(me: Caller, uuid: string, profile: ProfileInput): Promise<ProfileChanged> {
    assertUsernameNotForeignEmail(profile);
    return this.database.transaction(async (em) => {
      const customer = await this.own(em, me, uuid);
      customer.change(profile);
      await em.flush();
      const { username, first_name, last_name, email, phone, city } = customer;
      return { username: username ?? '', first_name, last_name, email: email ?? '', phone, city };
    });
  }

  async createGuest(): Promise<{ guest_token: string }> {
    const guest_token = v4();
    await this.database.query(createGuest, [v7(), guest_token]);
    return { guest_token };
  }

  private async own(em: EntityManager, me: Caller, uuid: string): Promise<Customer> {
    const which = { id: me.id, uuid, disabled_at: null };
    const customer = await em.findOne(Customer, which, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (!customer) throw new CustomerNotFound();
    return customer;
  }
}

/** A username that equals another customer's email could log in as that customer. @throws ValidationFailed */
function assertUsernameNotForeignEmail({ username, email }: { username: string; email: string }): void {
  if (usernameKey(username).includes('@') && emailKey(username) !== emailKey(email))
    throw new ValidationFailed([{ field: 'username', errors: ['a username with an @ must be your own email'] }]);
}
