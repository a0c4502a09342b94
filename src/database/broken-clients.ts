import type { Pool, PoolClient } from 'pg';

/**
 * Kysely gives the connection of a transaction back after a commit or a rollback, but not after one that fails: with
 * every connection lost inside a transaction the pool would have one less, until nobody gets any. Here they come back.
 */
export function releaseBrokenClients(pool: Pool): void {
  const taken = new Set<PoolClient>();
  pool.on('acquire', (client) => taken.add(client));
  pool.on('release', (_error, client) => taken.delete(client));
  pool.on('connect', (client) =>
    client.once('end', () => {
      // Whoever gives it back does so as soon as the query fails, and twice would be an error.
      setTimeout(() => taken.has(client) && client.release(true), 200).unref();
    }),
  );
}
