import './bootstrap/node-version.js';
import { MikroORM } from '@mikro-orm/postgresql';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { createApp } from './bootstrap/app.js';
import type { Config } from './config/config.js';
import { Lifecycle } from './bootstrap/lifecycle.js';
import { openDatabase } from './bootstrap/open-database.js';
import { StartError } from './config/start-error.js';
import { migrate } from './database/migrate.js';
import { retiredTables } from './database/orm.options.js';
import { createStaff } from './staff/create-staff.js';
import { StaffAccountService } from './staff/staff-account.service.js';

interface Run {
  app: NestFastifyApplication;
  orm: MikroORM;
  config: Config;
  say: (line: string) => void;
}
type Command = (run: Run) => Promise<string>;

/** `npm run db:migrate`, `db:seed`, `db:seed:large`, `db:reset` and `staff:create`; each returns the line that says what was done. */
const commands: Record<string, Command> = {
  migrate: async ({ orm, config }) => {
    await migrate(orm, config);
    return 'the migrations are done';
  },
  seed: async ({ app, orm, config }) => {
    await migrate(orm, config);
    return seed(app);
  },
  'seed-large': async ({ app, orm, config, say }) => {
    const { largeShopSizes } = await import('./seeders/large-shop-sizes.js');
    const sizes = largeShopSizes(parameters);
    await migrate(orm, config);
    await app.init();
    const { seedLargeShop } = await import('./seeders/large-shop.seeder.js');
    return seedLargeShop(app, sizes, say);
  },
  reset: async ({ app, orm, config }) => {
    await orm.schema.drop({ dropMigrationsTable: true });
    await orm.em.execute(`drop table if exists ${retiredTables.join(', ')}`);
    await orm.em.execute('drop schema if exists pgboss, shop cascade');
    await migrate(orm, config);
    // Whoever reads mails finds none of before.
    await rm(resolve(config.get('DATA_DIR'), 'outbox'), { recursive: true, force: true });
    return `all tables were removed, and ${await seed(app)}`;
  },
  staff: async ({ app, orm, config }) => {
    await migrate(orm, config);
    return createStaff(app.get(StaffAccountService), parameters);
  },
};
/** Only the owner of the tables removes and analyzes them. */
const asOwner = ['reset', 'seed-large'];
const allowedInProduction = ['migrate', 'staff'];

async function seed(app: NestFastifyApplication): Promise<string> {
  await app.init();
  const { seedDemoShop } = await import('./seeders/demo-shop.seeder.js');
  return (await seedDemoShop(app)) ? 'the demo shop is seeded' : 'nothing was seeded, the shop is not empty';
}

const [name = '', ...parameters] = process.argv.slice(2);

await Lifecycle.run(async (lifecycle, config) => {
  const command = commands[name];
  if (!command) throw new StartError(`the commands are ${Object.keys(commands).join(', ')}`);
  if (config.production && !allowedInProduction.includes(name))
    throw new StartError(`${name} is not allowed in production`);
  const urls = await openDatabase(lifecycle, config);
  const all = config.with(urls);
  const owner = asOwner.includes(name) && urls.DATABASE_OWNER_URL;
  const app = await createApp(owner ? all.with({ DATABASE_URL: owner }) : all, lifecycle.log);
  lifecycle.app = app;
  const say = (line: string) => lifecycle.log.info(line);
  say(await command({ app, orm: app.get(MikroORM), config: all, say }));
  await lifecycle.end(0);
});
