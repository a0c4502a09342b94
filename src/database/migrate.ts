import { MikroORM } from '@mikro-orm/postgresql';
import { sql } from 'kysely';

/** Brings the tables up to date. Of several processes that start at once, one does it and the others wait. */
export async function migrate(orm: MikroORM): Promise<void> {
  await orm.em
    .getKysely()
    .connection()
    .execute(async (connection) => {
      await sql`select pg_advisory_lock(hashtext('magazin migrations'))`.execute(connection);
      try {
        await orm.migrator.up();
      } finally {
        await sql`select pg_advisory_unlock(hashtext('magazin migrations'))`.execute(connection);
      }
    });
}
