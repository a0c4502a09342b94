import { Migrator } from '@mikro-orm/migrations';
import { defineConfig, type EntityClass } from '@mikro-orm/postgresql';
import { SeedManager } from '@mikro-orm/seeder';
import { join } from 'node:path';
import { type Pool, types, type TypeOverrides } from 'pg';
import type { Config } from '../config/config.js';
import { releaseBrokenClients } from './broken-clients.js';
import { routines } from './routines.js';

/** How MikroORM reaches PostgreSQL. Every wait is bounded: an outage becomes a 503, not a growing number of waiting requests. */
export const ormOptions = (config: Config, entities: EntityClass[]) =>
  defineConfig({
    entities,
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
        readBigintsAsNumbers(pool);
      },
      /** How similar two words must be for the search to accept a misspelling. */
      options: '-c pg_trgm.word_similarity_threshold=0.45',
    },
    routines,
    // Functions of searches; migrations alone change them.
    schemaGenerator: { ignoreSchema: ['shop'] },
    ignoreUndefinedInQuery: true,
    extensions: [Migrator, SeedManager],
    migrations: {
      path: join(import.meta.dirname, './migrations'),
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

/** The driver reads them as text. Amounts are refused long before a number could not hold them, and ids never get there. */
function readBigintsAsNumbers({ options }: Pool): void {
  (options.types as TypeOverrides).setTypeParser(types.builtins.INT8, Number);
}
