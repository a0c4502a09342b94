import type { MikroORM } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { StartError } from '../config/start-error.js';
import { withClientLimit } from './bounded-client.js';
import { persistently } from './persistently.js';

/**
 * Runs the pending migrations. Of several processes that start at once, one runs them and the others wait.
 *
 * @throws StartError
 */
export async function migrate(orm: MikroORM): Promise<void> {
  await persistently(() => withClientLimit(0, () => migrateAlone(orm))).catch((cause: Error) => {
    throw new StartError(`the migrations failed: ${cause.message.replaceAll(/\s+/g, ' ')}`, { cause });
  });
}

function migrateAlone(orm: MikroORM): Promise<void> {
  return orm.em
    .getKysely()
    .connection()
    .execute(async (connection) => {
      // The wait for another process has no limit.
      await sql`set statement_timeout = 0`.execute(connection);
      await sql`set lock_timeout = 0`.execute(connection);
      // It only holds the lock meanwhile.
      await sql`set idle_session_timeout = 0`.execute(connection);
      await sql`select pg_advisory_lock(hashtext('magazin migrations'))`.execute(connection);
      try {
        await orm.migrator.up();
      } finally {
        await sql`select pg_advisory_unlock(hashtext('magazin migrations'))`.execute(connection);
        await sql`reset statement_timeout`.execute(connection);
        await sql`reset lock_timeout`.execute(connection);
        await sql`reset idle_session_timeout`.execute(connection);
      }
    });
}
