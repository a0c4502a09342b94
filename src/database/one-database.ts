import { Client } from 'pg';
import type { Config } from '../config/config.js';
import { StartError } from '../config/start-error.js';
import { keepAlive } from './orm.options.js';

const limits = { ...keepAlive, connectionTimeoutMillis: 5_000, query_timeout: 5_000 };

/**
 * After a restore, say, one URL may still lead to the old database: its tables would be migrated, and others be served.
 * What cannot be reached is not judged here.
 *
 * @throws StartError
 */
export async function assertOneDatabase(config: Config): Promise<void> {
  for (const name of ['DATABASE_DIRECT_URL', 'DATABASE_OWNER_URL'] as const) {
    // A server that is started again in between is another one only once.
    const difference = (await differenceOf(config, name)) && (await differenceOf(config, name));
    if (difference)
      throw new StartError(`DATABASE_URL and ${name} must lead to one database: they lead to ${difference}`);
  }
}

async function differenceOf(
  config: Config,
  name: 'DATABASE_DIRECT_URL' | 'DATABASE_OWNER_URL',
): Promise<string | undefined> {
  if (!config.get(name)) return undefined;
  const serving = await databaseOf(config.get('DATABASE_URL'));
  const other = serving && (await databaseOf(config.get(name)));
  return other && other.identity !== serving.identity ? `${serving.name} and ${other.name}` : undefined;
}

/** A pooler may give it another name and address; the server itself knows which it is. */
async function databaseOf(connectionString: string): Promise<{ name: string; identity: string } | undefined> {
  const client = new Client({ connectionString, ...limits });
  // The query fails with its connection; an unhandled error event would end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ name: string; identity: string }>(
      `select current_database() || coalesce(' at ' || host(inet_server_addr()) || ':' || inet_server_port(), '') as name,
         oid || ' ' || extract(epoch from pg_postmaster_start_time()) as identity
       from pg_database where datname = current_database()`,
    );
    return rows[0];
  } catch {
    return undefined;
  } finally {
    void client.end();
  }
}
