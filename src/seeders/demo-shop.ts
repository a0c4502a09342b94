import type { INestApplicationContext } from '@nestjs/common';
import { sql } from 'kysely';
import { PasswordHasher } from '../auth/password-hasher.js';
import { Config } from '../config/config.js';
import { StartError } from '../config/start-error.js';
import { Database } from '../database/database.js';
import { InvoiceService } from '../invoice/invoice.service.js';
import { PricingService } from '../order/pricing.service.js';
import { demoPassword, seedAccounts } from './demo-accounts.js';
import { seedCatalog } from './demo-catalog.js';
import { seedCheckout } from './demo-checkout.js';
import { seedOrders } from './demo-orders.js';
import { drawn } from './demo-pictures.js';
import { isEmpty } from './empty-shop.js';
import { goods } from './goods/goods.js';

/**
 * Opens the demo shop in an empty one: products with pictures, staff, and a customer with a history. Leaves a shop that
 * has anything of its own alone, so it may be called at every start. True where it did something.
 *
 * @throws StartError in production: everybody knows the password of the demo's admin
 */
export async function seedDemoShop(
  app: INestApplicationContext,
  progress: (line: string) => void = () => undefined,
): Promise<boolean> {
  const config = app.get(Config);
  if (config.production) throw new StartError('the demo shop is not for production');
  const database = app.get(Database);
  if (!(await isEmpty(database.sql()))) return false;

  const started = performance.now();
  progress(`setting up the demo shop: ${goods.length} products`);
  // Before the transaction, which is short then: drawing takes seconds.
  const [drawings, passwordHash] = await Promise.all([
    drawn(goods.map(({ picture }) => picture)),
    app.get(PasswordHasher).hash(demoPassword),
  ]);
  const seeded = await database.transaction(async (em) => {
    await sql`select pg_advisory_xact_lock(hashtext('magazin demo shop'))`.execute(em.getKysely());
    if (!(await isEmpty(em.getKysely()))) return false;
    await seedCatalog(em, drawings);
    await seedCheckout(em);
    const home = await seedAccounts(em, passwordHash);
    await seedOrders(em, home, config.get('CURRENCY'), app.get(InvoiceService), app.get(PricingService));
    return true;
  });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  progress(
    seeded ? `the demo shop is open after ${seconds} s` : 'the shop is no longer empty: somebody else was first',
  );
  return seeded;
}
