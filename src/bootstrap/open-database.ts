import { Client } from 'pg';
import type { Config } from '../config/config.js';
import { StartError } from '../config/start-error.js';
import { startEmbeddedPostgres } from '../embedded-postgres/embedded-postgres.js';
import type { Lifecycle } from './lifecycle.js';

const oldest = 14;

/**
 * The address of a database that answers: the configured one, or the embedded one, started.
 *
 * @throws StartError
 */
export async function openDatabase(lifecycle: Lifecycle, config: Config): Promise<string> {
  const given = config.get('DATABASE_URL');
  if (given) {
    await ensureUsable(given);
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

async function ensureUsable(url: string): Promise<void> {
  const version = await versionOf(url).catch((cause) => {
    throw new StartError(`the database ${withoutPassword(url)} cannot be used: ${reason(cause)}`, { cause });
  });
  if (version < oldest)
    throw new StartError(
      `the database ${withoutPassword(url)} is PostgreSQL ${version}: it must be ${oldest} or newer`,
    );
}

async function versionOf(connectionString: string): Promise<number> {
  const client = new Client({ connectionString, connectionTimeoutMillis: 5_000 });
  // The query itself tells of a connection that breaks; unheard, this would end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ server_version_num: string }>('show server_version_num');
    return Math.trunc(Number(rows[0]?.server_version_num) / 10_000);
  } finally {
    await client.end();
  }
}

/** A host with several addresses fails with an error of several errors, and no words of its own. */
const reason = (error: Error): string => (error instanceof AggregateError ? error.errors[0] : error).message;
