import { MikroORM } from '@mikro-orm/postgresql';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { createApp } from './app.js';
import type { Config } from '../config/config.js';
import { StartError } from '../config/start-error.js';
import { Database } from '../database/database.js';
import { migrate } from '../database/migrate.js';
import { withoutPassword } from './open-database.js';
import type { Lifecycle } from './lifecycle.js';
import { drainConnections } from './drain-connections.js';
import { isEmpty } from '../seeders/empty-shop.js';
import { asTable, welcome } from './welcome.js';

/** Starts the shop on a running database: migrations, the demo shop on the first start, requests. @throws StartError */
export async function serve(lifecycle: Lifecycle, config: Config): Promise<void> {
  const app = await createApp(config, lifecycle.log);
  lifecycle.app = app;
  drainConnections(app);
  await migrate(app.get(MikroORM));
  lifecycle.log.info('the migrations are done');
  await app.init();
  if (config.get('DEMO') && (await isEmpty(app.get(Database).sql()))) await seedDemoShop(lifecycle, config);
  await listen(app, config);
  const data = lifecycle.database ? resolve(config.get('DATA_DIR')) : withoutPassword(config.get('DATABASE_URL'));
  const summary = await welcome(app, config, data);
  const ready = `Magazin is ready after ${(performance.now() / 1000).toFixed(1)} s`;
  if (config.production) lifecycle.log.info(summary, ready);
  else console.log(`\n${ready}; Ctrl-C stops it\n\n${asTable(summary)}\n`);
}

/** In a process of its own: drawing takes hundreds of megabytes, which this one would keep. */
async function seedDemoShop(lifecycle: Lifecycle, config: Config): Promise<void> {
  const environment = { ...process.env, DATABASE_URL: config.get('DATABASE_URL') };
  lifecycle.seedProcess = fork(join(import.meta.dirname, '../cli.js'), ['seed'], { env: environment });
  const [code] = await once(lifecycle.seedProcess, 'exit');
  if (code !== 0) throw new StartError('the demo shop cannot be set up: start with DEMO=0 to go without it');
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
