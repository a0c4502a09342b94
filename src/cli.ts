import { MikroORM } from '@mikro-orm/postgresql';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApp } from './bootstrap/app.js';
import { StartError } from './config/start-error.js';
import { Customer } from './customer/customer.entity.js';
import { migrate } from './database/migrate.js';
import { openDatabase } from './bootstrap/open-database.js';
import { Lifecycle } from './bootstrap/lifecycle.js';

type Command = (app: NestFastifyApplication, orm: MikroORM, progress: (line: string) => void) => Promise<string>;

/** `npm run db:<name>` and `npm run admin`; each answers the line that says what was done. */
const commands: Record<string, Command> = {
  migrate: async (_app, orm) => {
    const pending = await orm.migrator.getPending();
    await migrate(orm);
    return `the tables are up to date, migrations done: ${pending.map(({ name }) => name).join(', ') || 'none'}`;
  },
  seed: async (app, orm, progress) => {
    await migrate(orm);
    return seed(app, progress);
  },
  reset: async (app, orm, progress) => {
    await orm.schema.drop({ dropMigrationsTable: true });
    await orm.em.execute('drop schema if exists pgboss cascade');
    await migrate(orm);
    return `everything was removed, and ${await seed(app, progress)}`;
  },
  migration: async (_app, orm) => {
    if (!argument) throw new StartError('a migration needs a name: npm run db:migration -- <name>');
    await migrate(orm);
    const { fileName, diff } = await orm.migrator.create('src/database/migrations', false, false, argument);
    return diff.up.length > 0
      ? `read src/database/migrations/${fileName}`
      : 'the tables are as the entities say already';
  },
  admin: async (_app, orm) => {
    if (!argument) throw new StartError('whom? npm run admin -- <username>');
    const promoted = await orm.em.fork().nativeUpdate(Customer, { username: argument }, { role: 'admin' });
    if (promoted === 0) throw new StartError(`nobody is registered as ${argument}`);
    return `${argument} is an admin now`;
  },
};
const forProduction = ['migrate', 'admin'];

async function seed(app: NestFastifyApplication, progress: (line: string) => void): Promise<string> {
  await app.init();
  const { seedDemoShop } = await import('./seeders/demo-shop.js');
  return (await seedDemoShop(app, progress)) ? 'the demo shop is seeded' : 'nothing was seeded, the shop is not empty';
}

const [name = '', argument] = process.argv.slice(2);

await Lifecycle.run(async (lifecycle, config) => {
  const command = commands[name];
  if (!command) throw new StartError(`the commands are ${Object.keys(commands).join(', ')}`);
  if (config.production && !forProduction.includes(name)) throw new StartError(`${name} is not for production`);
  const app = await createApp(config.with({ DATABASE_URL: await openDatabase(lifecycle, config) }), lifecycle.log);
  lifecycle.app = app;
  lifecycle.log.info(await command(app, app.get(MikroORM), (line) => lifecycle.log.info(line)));
  await lifecycle.end(0);
});
