import { Migrator } from '@mikro-orm/migrations';
import type { MikroOrmModuleOptions } from '@mikro-orm/nestjs';
import type { PostgreSqlDriver } from '@mikro-orm/postgresql';
import { join } from 'node:path';
import type { Pool } from 'pg';
import type { Config } from '../config/config.js';
import { releaseBrokenClients } from './broken-clients.js';
import { prepareRepeated } from './prepared.js';
import { routines } from './routines.js';

/** How MikroORM reaches PostgreSQL: bounded waits everywhere, so that trouble becomes a 503 and never a pile of requests. */
export const ormOptions = (config: Config): MikroOrmModuleOptions<PostgreSqlDriver> => ({
  clientUrl: config.get('DATABASE_URL'),
  replicas: config.get('DATABASE_REPLICA_URLS').map((clientUrl) => ({ clientUrl })),
  pool: { min: 0, max: config.get('DATABASE_POOL') },
  driverOptions: {
    connectionTimeoutMillis: config.get('DATABASE_CONNECT_TIMEOUT_MS'),
    statement_timeout: config.get('DATABASE_STATEMENT_TIMEOUT_MS'),
    idle_in_transaction_session_timeout: 2 * config.get('DATABASE_STATEMENT_TIMEOUT_MS'),
    keepAlive: true,
    application_name: 'magazin',
    onPoolCreated: (pool: Pool) => {
      releaseBrokenClients(pool);
      prepareRepeated(pool);
    },
    /** How alike two words must be for the search to forgive the difference. */
    options: '-c pg_trgm.word_similarity_threshold=0.45',
  },
  autoLoadEntities: true,
  routines,
  registerRequestContext: false,
  ignoreUndefinedInQuery: true,
  extensions: [Migrator],
  migrations: {
    path: join(import.meta.dirname, './migrations'),
    glob: 'migration-*.{js,ts}',
    fileName: (timestamp, name) => `migration-${timestamp}${name ? `-${name}` : ''}`,
    tableName: 'migrations',
    snapshot: false,
  },
  logger: () => undefined,
});
