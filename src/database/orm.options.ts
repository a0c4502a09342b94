import { Migrator } from '@mikro-orm/migrations';
import { defineConfig, type EntityClass } from '@mikro-orm/postgresql';
import { SeedManager } from '@mikro-orm/seeder';
import { join } from 'node:path';
import { type Pool, types, type TypeOverrides } from 'pg';
import { parseIntoClientConfig } from 'pg-connection-string';
import type { Config } from '../config/config.js';
import { boundedClient } from './bounded-client.js';
import { releaseBrokenClients } from './broken-clients.js';
import { boundConnects, type TimeLimits } from './request-waits.js';
import { routines } from './routines.js';
import { serverFirstMs } from './time-limit.js';

/** A connection that was silently cut, by a firewall say, is found out while it is idle. */
export const keepAlive = { keepAlive: true, keepAliveInitialDelayMillis: 10_000 };

/** What a request has after the longest wait for a connection. */
const leastMs = 500;

/** How long a request may wait for the database in all, milliseconds. */
export const requestMsOf = (config: Config): number =>
  Math.max(config.get('DATABASE_REQUEST_TIMEOUT_MS'), config.get('DATABASE_CONNECT_TIMEOUT_MS') + leastMs);

function limitsOf(config: Config): TimeLimits {
  const statementMs = config.get('DATABASE_STATEMENT_TIMEOUT_MS');
  const connectMs = config.get('DATABASE_CONNECT_TIMEOUT_MS');
  return { leastMs, connectMs, otherMs: statementMs && statementMs + serverFirstMs };
}

/** Whether connections are handed from one transaction to another: nothing may be left on them, nor be asked for at their start. */
export const isPooled = (config: Config): boolean => config.get('DATABASE_DIRECT_URL') !== '';

/** What the server enforces and how it searches: told with each connection, or stored for the role where there is a pooler. */
export function serverSettings(config: Config): Record<string, number> {
  const statementMs = config.get('DATABASE_STATEMENT_TIMEOUT_MS');
  return {
    statement_timeout: statementMs,
    // Whoever waits for a lock for so long gives its connection back before its request is given up.
    lock_timeout: statementMs && Math.round(requestMsOf(config) * 0.8),
    // Longer than a request waits: nobody asks through such a connection any more, and its locks keep others waiting.
    idle_in_transaction_session_timeout: statementMs,
    // Statements take milliseconds; those with functions look so costly that a server which can compile them would, for longer than they run.
    jit: 0,
    // How similar two words must be for the search to accept a misspelling.
    'pg_trgm.word_similarity_threshold': 0.45,
  };
}

/** The server ends connections whose other end is gone without a word. The pool closes idle ones after ten seconds. */
const abandonment = {
  tcp_keepalives_idle: 10,
  tcp_keepalives_interval: 5,
  tcp_keepalives_count: 3,
  idle_session_timeout: 60_000,
};

const startupOptions = (config: Config): string =>
  Object.entries({ ...serverSettings(config), ...abandonment })
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ');

/** Of the release before, which may still run beside this one; the next one drops them. */
export const retiredTables = ['mail_budgets', 'ticket_budgets'];

/** MikroORM itself reads no parameters of a URL: neither that it asks for TLS, nor the folder of a socket. */
const driverOptions = (config: Config, url: string) => ({
  ...parseIntoClientConfig(url),
  Client: boundedClient(limitsOf(config), !isPooled(config)),
  connectionTimeoutMillis: config.get('DATABASE_CONNECT_TIMEOUT_MS'),
  ...(isPooled(config) ? {} : { options: startupOptions(config) }),
  ...keepAlive,
  application_name: 'magazin',
  onPoolCreated: (pool: Pool) => {
    releaseBrokenClients(pool);
    boundConnects(pool, limitsOf(config));
    readBigintsAsNumbers(pool);
  },
});

/** How MikroORM reaches PostgreSQL. Every wait is bounded: an outage becomes a 503, not a growing number of waiting requests. */
export const ormOptions = (config: Config, entities: EntityClass[]) =>
  defineConfig({
    entities,
    clientUrl: config.get('DATABASE_URL'),
    replicas: config
      .get('DATABASE_REPLICA_URLS')
      .map((clientUrl) => ({ clientUrl, driverOptions: driverOptions(config, clientUrl) })),
    pool: { min: 0, max: config.get('DATABASE_POOL') },
    driverOptions: driverOptions(config, config.get('DATABASE_URL')),
    routines,
    // Functions of searches; migrations alone change them.
    schemaGenerator: { ignoreSchema: ['shop'], skipTables: retiredTables },
    ignoreUndefinedInQuery: true,
    extensions: [Migrator, SeedManager],
    // In tests, too, a migration imports what the shop imports.
    dynamicImportProvider: (id) => import(id),
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
