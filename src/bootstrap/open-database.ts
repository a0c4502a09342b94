import { createHmac } from 'node:crypto';
import { Client } from 'pg';
import type { Config } from '../config/config.js';
import { StartError } from '../config/start-error.js';
import { keepAlive } from '../database/orm.options.js';
import { persistently } from '../database/persistently.js';
import { startEmbeddedPostgres } from '../embedded-postgres/embedded-postgres.js';
import type { Lifecycle } from './lifecycle.js';

const minVersion = 14;
/** A database that starts at the same time is waited for so long, one that stands still longer. */
const startWithinMs = 10_000;

/** Where the database is, and where its owner connects, if that is another role. */
export interface DatabaseUrls {
  DATABASE_URL: string;
  DATABASE_OWNER_URL: string;
}

/**
 * A reachable database: the configured one, or the embedded one, which is started.
 *
 * @throws StartError
 */
export async function openDatabase(lifecycle: Lifecycle, config: Config): Promise<DatabaseUrls> {
  const given = config.get('DATABASE_URL');
  if (given) {
    const named = config.get('DATABASE_OWNER_URL');
    const owner = named === given ? '' : named;
    await assertUsable(owner || config.get('DATABASE_DIRECT_URL') || given);
    return { DATABASE_URL: given, DATABASE_OWNER_URL: owner };
  }
  lifecycle.database = startEmbeddedPostgres(config.get('DATA_DIR'), {}, (what) => lifecycle.log.warn(what));
  const { url, recovered } = await lifecycle.database;
  lifecycle.log.info(recovered ? 'PostgreSQL is ready, taken over from a shop that was killed' : 'PostgreSQL is ready');
  return { DATABASE_URL: applicationUrl(url), DATABASE_OWNER_URL: url };
}

/**
 * The URL of the role that serves, in an embedded database, whose only role is its owner at first. Whoever knows the owner's
 * password knows this one; the other way round it is not to be guessed.
 */
function applicationUrl(ownerUrl: string): string {
  const url = new URL(ownerUrl);
  url.username = 'magazin_app';
  url.password = createHmac('sha256', url.password).update('magazin_app').digest('hex');
  return url.href;
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
  const client = new Client({ connectionString, connectionTimeoutMillis: 5_000, query_timeout: 5_000, ...keepAlive });
  // The query fails with its connection; an unhandled error event would end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ server_version_num: string }>('show server_version_num');
    return Math.trunc(Number(rows[0]?.server_version_num) / 10_000);
  } finally {
    // Of one that says nothing, the end never comes.
    void client.end();
  }
}

/** A host with several addresses fails with an AggregateError without a message. */
function reason(error: Error): string {
  const { message, code = '' } = error instanceof AggregateError ? error.errors[0] : error;
  // What the command of Node is told there is nothing for an operator.
  return unknownAuthority.test(code)
    ? `${message.split(';')[0]}: name the file with its authority in the URL, ?sslmode=verify-full&sslrootcert=…`
    : message;
}

const unknownAuthority = /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+)$/;
