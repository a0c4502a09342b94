import { MikroORM } from '@mikro-orm/postgresql';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { resolve } from 'node:path';
import { createApp } from './app.js';
import type { Config } from '../config/config.js';
import { Routes } from '../common/http/routes.js';
import { StartError } from '../config/start-error.js';
import { migrate } from '../database/migrate.js';
import { persistently } from '../database/persistently.js';
import { withoutPassword } from './open-database.js';
import type { Lifecycle } from './lifecycle.js';
import { drainConnections } from './drain-connections.js';
import { seedDemoShop } from '../seeders/demo-shop.seeder.js';
import { assertFitForProduction } from './production-check.js';
import { asTable, welcome } from './welcome.js';

/** Starts the shop on a running database: migrations, the demo shop on the first start, requests. @throws StartError */
export async function serve(lifecycle: Lifecycle, config: Config): Promise<void> {
  for (const name of config.misspelt) lifecycle.log.warn(name);
  const app = await createApp(config, lifecycle.log);
  lifecycle.app = app;
  drainConnections(app);
  await migrate(app.get(MikroORM), config);
  lifecycle.log.info('the migrations are done');
  await app.init();
  if (config.publicPath && app.get(Routes).startLike(config.publicPath))
    throw new StartError(
      `PUBLIC_URL ends with ${config.publicPath}, and so begin addresses of the shop itself: use another path, like /shop`,
    );
  if (config.get('DEMO')) await seed(lifecycle, app);
  await persistently(() => assertFitForProduction(app, config, lifecycle.log));
  await listen(app, config);
  const data = lifecycle.database ? resolve(config.get('DATA_DIR')) : withoutPassword(config.get('DATABASE_URL'));
  const summary = await welcome(app, config, data);
  const ready = `Magazin is ready after ${(performance.now() / 1000).toFixed(1)} s`;
  if (config.production) lifecycle.log.info(summary, ready);
  else console.log(`\n${ready}; Ctrl-C stops it\n\n${asTable(summary)}\n`);
}

async function seed(lifecycle: Lifecycle, app: NestFastifyApplication): Promise<void> {
  const seeded = await persistently(() => seedDemoShop(app)).catch((cause: Error) => {
    throw new StartError(`the demo shop cannot be loaded: ${cause.message}; start with DEMO=0 to go without it`, {
      cause,
    });
  });
  if (seeded) lifecycle.log.info('the demo shop is set up');
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
