import { Client } from 'pg';
import type { Config } from '../config/config.js';
import { StartError } from '../config/start-error.js';
import { persistently } from '../database/persistently.js';
import { startEmbeddedPostgres } from '../embedded-postgres/embedded-postgres.js';
import type { Lifecycle } from './lifecycle.js';

const minVersion = 14;
/** A database that starts at the same time is waited for so long. */
const startWithinMs = 10_000;

/**
 * The URL of a reachable database: the configured one, or the embedded one, which is started.
 *
 * @throws StartError
 */
export async function openDatabase(lifecycle: Lifecycle, config: Config): Promise<string> {
  const given = config.get('DATABASE_URL');
  if (given) {
    await assertUsable(config.get('DATABASE_OWNER_URL') || config.get('DATABASE_DIRECT_URL') || given);
    return given;
  }
  lifecycle.database = startEmbeddedPostgres(config.get('DATA_DIR'));
  const { url, recovered } = await lifecycle.database;
  lifecycle.log.info(recovered ? 'PostgreSQL is ready, taken over from a shop that was killed' : 'PostgreSQL is ready');
  return url;
}

export function withoutPassword(url: string): string {
  const shown = new URL(url);
  shown.password = '';
  shown.search = '';
  return shown.href;
}

async function assertUsable(url: string): Promise<void> {
  const version = await persistently(() => versionOf(url), startWithinMs).catch((cause) => {
    throw new StartError(`the database ${withoutPassword(url)} cannot be used: ${reason(cause)}`, { cause });
  });
  if (version < minVersion)
    throw new StartError(
      `the database ${withoutPassword(url)} is PostgreSQL ${version}: it must be ${minVersion} or newer`,
    );
}

async function versionOf(connectionString: string): Promise<number> {
  const client = new Client({ connectionString, connectionTimeoutMillis: 5_000, query_timeout: 5_000 });
  // The query fails with its connection; an unhandled error event would end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ server_version_num: string }>('show server_version_num');
    return Math.trunc(Number(rows[0]?.server_version_num) / 10_000);
  } finally {
    await client.end();
  }
}

/** A host with several addresses fails with an AggregateError without a message. */
const reason = (error: Error): string => (error instanceof AggregateError ? error.errors[0] : error).message;
