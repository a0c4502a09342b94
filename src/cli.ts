import { MikroORM } from '@mikro-orm/postgresql';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApp } from './bootstrap/app.js';
import { Config } from './config/config.js';
import { Lifecycle } from './bootstrap/lifecycle.js';
import { openDatabase } from './bootstrap/open-database.js';
import { StartError } from './config/start-error.js';
import { migrate } from './database/migrate.js';
import { createStaff } from './staff/create-staff.js';
import { StaffAccountService } from './staff/staff-account.service.js';

type Command = (app: NestFastifyApplication, orm: MikroORM, say: (line: string) => void) => Promise<string>;

/** `npm run db:migrate`, `db:seed`, `db:seed:large`, `db:reset` and `staff:create`; each returns the line that says what was done. */
const commands: Record<string, Command> = {
  migrate: async (app, orm) => {
    await migrate(orm, app.get(Config));
    return 'the migrations are done';
  },
  seed: async (app, orm) => {
    await migrate(orm, app.get(Config));
    return seed(app);
  },
  'seed-large': async (app, orm, say) => {
    const { largeShopSizes } = await import('./seeders/large-shop-sizes.js');
    const sizes = largeShopSizes(parameters);
    await migrate(orm, app.get(Config));
    await app.init();
    const { seedLargeShop } = await import('./seeders/large-shop.seeder.js');
    return seedLargeShop(app, sizes, say);
  },
  reset: async (app, orm) => {
    await orm.schema.drop({ dropMigrationsTable: true });
    await orm.em.execute('drop schema if exists pgboss, shop cascade');
    await migrate(orm, app.get(Config));
    return `all tables were removed, and ${await seed(app)}`;
  },
  staff: async (app) => createStaff(app.get(StaffAccountService), parameters),
};
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
  const app = await createApp(config.with({ DATABASE_URL: await openDatabase(lifecycle, config) }), lifecycle.log);
  lifecycle.app = app;
  lifecycle.log.info(await command(app, app.get(MikroORM), (line) => lifecycle.log.info(line)));
  await lifecycle.end(0);
});
