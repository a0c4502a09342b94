import { Migrator } from '@mikro-orm/migrations';
import type { MikroOrmModuleOptions } from '@mikro-orm/nestjs';
import type { PostgreSqlDriver } from '@mikro-orm/postgresql';
import { SeedManager } from '@mikro-orm/seeder';
import { join } from 'node:path';
import type { Pool } from 'pg';
import type { Config } from '../config/config.js';
import { giveBackLostConnections } from './lost-connections.js';
import { prepareRepeated } from './prepared.js';
import { routines } from './routines.js';

/** How MikroORM reaches PostgreSQL: bounded waits everywhere, so that trouble becomes a 503 and never a pile of requests. */
export const ormOptions = (config: Config): MikroOrmModuleOptions<PostgreSqlDriver> => ({
  clientUrl: config.get('DATABASE_URL'),
  replicas: config.get('DATABASE_REPLICA_URLS').map((clientUrl) => ({ clientUrl })),
  pool: { min: 0, max: config.get('DATABASE_POOL') },
  driverOptions: {
    connectionTimeoutMillis: 1_500,
    statement_timeout: 5_000,
    idle_in_transaction_session_timeout: 10_000,
    keepAlive: true,
    application_name: 'magazin',
    onPoolCreated: (pool: Pool) => {
      giveBackLostConnections(pool);
      prepareRepeated(pool);
    },
    /** How alike two words must be for the search to forgive the difference. */
    options: '-c pg_trgm.word_similarity_threshold=0.45',
  },
  autoLoadEntities: true,
  routines,
  registerRequestContext: false,
  ignoreUndefinedInQuery: true,
  extensions: [Migrator, SeedManager],
  migrations: {
    path: join(import.meta.dirname, '../migrations'),
    glob: 'migration-*.{js,ts}',
    fileName: (timestamp, name) => `migration-${timestamp}${name ? `-${name}` : ''}`,
    tableName: 'migrations',
    snapshot: false,
  },
  seeder: {
    path: join(import.meta.dirname, '../seeders'),
    glob: '*.seeder.{js,ts}',
    defaultSeeder: 'DemoShopSeeder',
  },
  logger: () => undefined,
});
