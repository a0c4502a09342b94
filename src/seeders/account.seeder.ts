import type { EntityManager } from '@mikro-orm/postgresql';
import { Seeder } from '@mikro-orm/seeder';
import type { INestApplicationContext } from '@nestjs/common';
import { PasswordHasher } from '../auth/password-hasher.js';
import { Address } from '../customer/address.entity.js';
import { Customer } from '../customer/customer.entity.js';
import { daysAgo, demoData } from './demo-data.js';

/** Staff and customers with their addresses, and a guest. */
export class AccountSeeder extends Seeder<INestApplicationContext> {
  override async run(em: EntityManager, app: INestApplicationContext): Promise<void> {
    const { password, accounts, guests, addresses } = demoData.accounts();
    const passwordHash = await app.get(PasswordHasher).hash(password);
    for (const { role, created_days_ago, ...registration } of accounts) {
      const account = em.create(Customer, { role, created_at: daysAgo(created_days_ago) });
      account.register(registration, passwordHash);
      account.confirmEmail();
    }
    for (const guest of guests) em.create(Customer, guest);
    await em.flush();
    for (const { username, created_days_ago, ...address } of addresses) {
      const customer = await em.findOneOrFail(Customer, { username });
      em.create(Address, { customer, created_at: daysAgo(created_days_ago), ...address });
    }
    await em.flush();
  }
}
