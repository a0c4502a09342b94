import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { v4, v7, validate } from 'uuid';
import { ValidationFailed } from '../common/http/request.errors.js';
import { BudgetService, networkBudget } from '../budgets/budget.service.js';
import { Config } from '../config/config.js';
import { Database } from '../database/database.js';
import { statement } from '../database/statement.js';
import { emailKey, usernameKey } from '../identity/account-keys.js';
import { Customer, keepsGuestToken, type Registration } from './customer.entity.js';
import { GuestNotFound, TooManyGuests } from './customer.errors.js';

/** What a higher module does in the same transaction. */
type AfterInsert = (em: EntityManager, customer: Customer) => Promise<void>;

/** Values: uuid, token. All else is what a new row has. */
const createGuest = statement(
  'guest_create',
  'insert into customers (uuid, guest_token, created_at, updated_at) values ($1, $2, now(), now())',
);

@Injectable()
export class CustomerService {
  constructor(
    private readonly database: Database,
    private readonly budgets: BudgetService,
    private readonly config: Config,
  ) {}

  /** @throws EmailAlreadyUsed, UsernameAlreadyUsed */
  register(registration: Registration, passwordHash: string, afterInsert: AfterInsert): Promise<Customer> {
    return this.database.transaction(async (em) => {
      const customer = await this.registerIn(em, registration, passwordHash);
      await afterInsert(em, customer);
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
      await afterInsert(em, customer);
      return customer;
    });
  }

  /** The guest token of a registered customer: another one where the last is no longer good. */
  async guestToken(customer: number): Promise<string> {
    const { rows } = await sql<{ guest_token: string }>`
      update customers set guest_token = case when ${sql.raw(keepsGuestToken)} then guest_token else gen_random_uuid() end,
        guest_token_used_at = now()
      where id = ${customer} returning guest_token
    `.execute(this.database.sql());
    return rows[0]?.guest_token ?? '';
  }

  /** @throws TooManyGuests */
  async createGuest(): Promise<{ guest_token: string }> {
    const wait = await this.budgets.spend(networkBudget('guest', this.config.get('GUEST_LIMIT_PER_ADDRESS'), 3_600));
    if (wait !== undefined) throw new TooManyGuests(null, wait);
    const guest_token = v4();
    await this.database.query(createGuest, [v7(), guest_token]);
    return { guest_token };
  }
}

/** A username that equals another customer's email could log in as that customer. @throws ValidationFailed */
export function assertUsernameNotForeignEmail({ username, email }: { username: string; email: string }): void {
  if (usernameKey(username).includes('@') && emailKey(username) !== emailKey(email))
    throw new ValidationFailed([{ field: 'username', errors: ['a username with an @ must be your own email'] }]);
}
