import { MikroORM } from '@mikro-orm/postgresql';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { resolve } from 'node:path';
import { createApp } from './app.js';
import type { Config } from './config/config.js';
import { StartError } from './config/start-error.js';
import { migrate } from './database/migrate.js';
import { withoutPassword } from './operations/open-database.js';
import type { Run } from './operations/run.js';
import { letGoAtClose } from './operations/let-go.js';
import { seedDemoShop } from './seeders/demo-shop.seeder.js';
import { asTable, welcome } from './welcome.js';

/** The shop on a database that answers: tables, on the first start the demo shop, requests. @throws StartError */
export async function serve(run: Run, config: Config): Promise<void> {
  const app = await createApp(config, run.log);
  run.app = app;
  letGoAtClose(app);
  await migrate(app.get(MikroORM));
  run.log.info('the tables are up to date');
  await app.init();
  if (config.get('DEMO')) await openDemoShop(run, app);
  await listen(app, config);
  setTimeout(giveBackMemory, 1_000).unref();
  const data = run.database ? resolve(config.get('DATA_DIR')) : withoutPassword(config.get('DATABASE_URL'));
  const facts = await welcome(app, config, data);
  const ready = `Magazin is ready after ${(performance.now() / 1000).toFixed(1)} s`;
  if (config.production) run.log.info(facts, ready);
  else console.log(`\n${ready}; Ctrl-C stops it\n\n${asTable(facts)}\n`);
}

/** Loading the program leaves a large young generation behind, which V8 would keep: 20 MiB that a resting shop can spare. */
function giveBackMemory(): void {
  globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' });
}

async function openDemoShop(run: Run, app: NestFastifyApplication): Promise<void> {
  const seeded = await seedDemoShop(app).catch((cause: Error) => {
    throw new StartError(`the demo shop cannot be set up: ${cause.message}; start with DEMO=0 to go without it`, {
      cause,
    });
  });
  if (seeded) run.log.info('the demo shop is set up');
}

const reasons: Record<string, string> = {
  EADDRINUSE: 'is in use: stop what listens there, or set PORT to another',
  EACCES: 'may not be used by this user: set PORT to another',
  EADDRNOTAVAIL: 'is not on this machine: set HOST to one of its addresses',
  ENOTFOUND: 'is not on this machine: set HOST to one of its addresses',
};

async function listen(app: NestFastifyApplication, config: Config): Promise<void> {
  const [port, host] = [config.get('PORT'), config.get('HOST')];
  await app.listen(port, host).catch((cause) => {
    throw new StartError(`port ${port} of ${host} ${reasons[cause.code] ?? `cannot be used: ${cause.message}`}`, {
      cause,
    });
  });
}
