import { type EntityManager, MikroORM } from '@mikro-orm/postgresql';
import { Seeder } from '@mikro-orm/seeder';
import type { INestApplicationContext } from '@nestjs/common';
import { sql } from 'kysely';
import { Config } from '../config/config.js';
import { StartError } from '../config/start-error.js';
import { withTimeLimit } from '../database/time-limit.js';
import { RecommendationService } from '../engagement/recommendation/recommendation.service.js';
import { AccountSeeder } from './account.seeder.js';
import { CatalogSeeder } from './catalog.seeder.js';
import { CheckoutSeeder } from './checkout.seeder.js';
import { InterestSeeder } from './interest.seeder.js';
import { OrderSeeder } from './order.seeder.js';
import { TicketSeeder } from './ticket.seeder.js';
import { ReviewSeeder } from './review.seeder.js';

interface DemoShopContext {
  /** Its services hash the password, place the orders and issue the invoices. */
  app: INestApplicationContext;
  /** Whether this run loaded the demo shop. */
  seeded: boolean;
}

/**
 * Loads the demo shop into an empty one, and leaves any other alone, so it may be called at every start. Answers whether
 * it loaded anything.
 *
 * @throws StartError in production: everybody knows the password of the demo's admin
 */
export async function seedDemoShop(app: INestApplicationContext): Promise<boolean> {
  if (app.get(Config).production) throw new StartError('the demo shop is not for production');
  const context = { app, seeded: false };
  await app.get(MikroORM).seeder.seed(DemoShopSeeder.with(context));
  if (context.seeded) {
    const recommendations = app.get(RecommendationService);
    await recommendations.updateTrends();
    await recommendations.train();
  }
  return context.seeded;
}

/** Loads `demo/` in one transaction. */
export class DemoShopSeeder extends Seeder<DemoShopContext> {
  /** MikroORM constructs a seeder without arguments and runs it without a context: the class brings its own. */
  static with(context: DemoShopContext): typeof DemoShopSeeder {
    return class extends DemoShopSeeder {
      override run(em: EntityManager): Promise<void> {
        return super.run(em, context);
      }
    };
  }

  /** @throws StartError without a context, as from `mikro-orm seeder:run` */
  override async run(em: EntityManager, context?: DemoShopContext): Promise<void> {
    if (!context) throw new StartError('the demo shop needs the whole application: load it with npm run db:seed');
    context.seeded = await em.transactional((transaction) =>
      // Of two processes that start at once, the second waits for what the first loads, however slow the machine is.
      withTimeLimit(transaction, 0, () => seedOnce(transaction, context)),
    );
  }
}

async function seedOnce(em: EntityManager, { app }: DemoShopContext): Promise<boolean> {
  await sql`select pg_advisory_xact_lock(hashtext('magazin demo shop'))`.execute(em.getKysely());
  if (!(await isEmpty(em))) return false;
  // `Seeder.call()` forks the EntityManager, and a fork is outside the transaction.
  for (const PartSeeder of [
    CatalogSeeder,
    CheckoutSeeder,
    AccountSeeder,
    OrderSeeder,
    ReviewSeeder,
    TicketSeeder,
    InterestSeeder,
  ]) {
    await new PartSeeder().run(em, app);
    em.clear();
  }
  return true;
}

/** Nothing to sell and nobody registered. */
async function isEmpty(em: EntityManager): Promise<boolean> {
  const { rows } = await sql<{ empty: boolean }>`
    select not exists (select from products) and not exists (select from categories) and not exists (select from brands)
      and not exists (select from customers where username is not null) as empty
  `.execute(em.getKysely());
  return rows[0]?.empty === true;
}
