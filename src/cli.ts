import { MikroORM } from '@mikro-orm/postgresql';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApp } from './app.js';
import { StartError } from './config/start-error.js';
import { Customer } from './customer/customer.entity.js';
import { migrate } from './database/migrate.js';
import { openDatabase } from './operations/open-database.js';
import { Run } from './operations/run.js';

type Command = (app: NestFastifyApplication, orm: MikroORM) => Promise<string>;

/** `npm run db:<name>` and `npm run admin`; each answers the line that says what was done. */
const commands: Record<string, Command> = {
  migrate: async (_app, orm) => {
    const pending = await orm.migrator.getPending();
    await migrate(orm);
    return `the tables are up to date, migrations done: ${pending.map(({ name }) => name).join(', ') || 'none'}`;
  },
  seed: async (app, orm) => {
    await migrate(orm);
    return seed(app);
  },
  reset: async (app, orm) => {
    await orm.schema.drop({ dropMigrationsTable: true });
    await orm.em.execute('drop schema if exists pgboss cascade');
    await migrate(orm);
    return `everything was removed, and ${await seed(app)}`;
  },
  migration: async (_app, orm) => {
    if (!argument) throw new StartError('a migration needs a name: npm run db:migration -- <name>');
    await migrate(orm);
    const { fileName, diff } = await orm.migrator.create('src/migrations', false, false, argument);
    return diff.up.length > 0 ? `read src/migrations/${fileName}` : 'the tables are as the entities say already';
  },
  admin: async (_app, orm) => {
    if (!argument) throw new StartError('whom? npm run admin -- <username>');
    const promoted = await orm.em.fork().nativeUpdate(Customer, { username: argument }, { role: 'admin' });
    if (promoted === 0) throw new StartError(`nobody is registered as ${argument}`);
    return `${argument} is an admin now`;
  },
};
const forProduction = ['migrate', 'admin'];

async function seed(app: NestFastifyApplication): Promise<string> {
  await app.init();
  const { seedDemoShop } = await import('./seeders/demo-shop.seeder.js');
  return (await seedDemoShop(app)) ? 'the demo shop is seeded' : 'nothing was seeded, the shop is not empty';
}

const [name = '', argument] = process.argv.slice(2);

await Run.of(async (run, config) => {
  const command = commands[name];
  if (!command) throw new StartError(`the commands are ${Object.keys(commands).join(', ')}`);
  if (config.production && !forProduction.includes(name)) throw new StartError(`${name} is not for production`);
  const app = await createApp(config.with({ DATABASE_URL: await openDatabase(run, config) }), run.log);
  run.app = app;
  run.log.info(await command(app, app.get(MikroORM)));
  await run.end(0);
});
