import { Config } from './src/config/config.js';
import { ormOptions } from './src/database/orm.options.js';
import { DataFolderInUse, startEmbeddedPostgres } from './src/embedded-postgres/embedded-postgres.js';
import { entities } from './src/entities.js';

/** For the MikroORM command line (`npx mikro-orm …`): the database of the environment, or the embedded one, running or not. */
const config = Config.read(process.env);
const url =
  config.get('DATABASE_OWNER_URL') ||
  config.get('DATABASE_DIRECT_URL') ||
  config.get('DATABASE_URL') ||
  (await embeddedUrl(config.get('DATA_DIR')));
// A migration by hand takes as long as it takes.
export default ormOptions(
  config.with({ DATABASE_URL: url, DATABASE_DIRECT_URL: '', DATABASE_STATEMENT_TIMEOUT_MS: 0 }),
  entities,
);

async function embeddedUrl(dataDir: string): Promise<string> {
  try {
    const postgres = await startEmbeddedPostgres(dataDir);
    postgres.stopAtExit();
    return postgres.url;
  } catch (error) {
    if (error instanceof DataFolderInUse) return error.url;
    throw error;
  }
}
