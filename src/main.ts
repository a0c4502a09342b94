import { MikroORM } from '@mikro-orm/postgresql';
import { createApp } from './app.js';
import { Config } from './config/config.js';
import { StartError } from './config/start-error.js';
import { startEmbeddedPostgres } from './database/embedded-postgres.js';
import { migrate } from './database/migrate.js';
import { createLog } from './operations/log.js';

async function start(): Promise<void> {
  const config = Config.read(process.env);
  const embedded = config.get('DATABASE_URL') ? undefined : await startEmbeddedPostgres(config.get('DATA_DIR'));
  const app = await createApp(embedded ? config.with({ DATABASE_URL: embedded.url }) : config, createLog(config));
  await migrate(app.get(MikroORM));
  await app.listen(config.get('PORT'), config.get('HOST'));
  console.log(await app.getUrl());
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, async () => {
      await app.close();
      await embedded?.stop();
      process.exit(0);
    });
}

start().catch((error) => {
  console.error(error instanceof StartError ? error.message : error);
  process.exit(1);
});
