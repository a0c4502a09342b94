import type { Client, Pool, PoolClient } from 'pg';

const acquired = new WeakSet<object>();

/** Whether somebody holds the connection, with or without a statement. */
export const isAcquired = (client: Client): boolean => acquired.has(client);

/**
 * Kysely releases the connection of a transaction after a commit or a rollback, but not after a failed one: every
 * connection that breaks inside a transaction would be missing from the pool for ever. This releases them.
 */
export function releaseBrokenClients(pool: Pool): void {
  pool.on('acquire', (client: PoolClient) => acquired.add(client));
  pool.on('release', (_error, client) => acquired.delete(client));
  pool.on('connect', (client) =>
    client.once('end', () => {
      // Its user usually releases it as soon as the query fails, and a second release would be an error.
      setTimeout(() => acquired.has(client) && client.release(true), 200).unref();
    }),
  );
}
