import { type EntityClass, MikroORM, type Options } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import type { Config } from '../config/config.js';
import { StartError } from '../config/start-error.js';
import { grantToApplicationRole } from './application-role.js';
import { withClientLimit } from './bounded-client.js';
import { assertOneDatabase } from './one-database.js';
import { isPooled, ormOptions, serverSettings } from './orm.options.js';
import { persistently } from './persistently.js';

/**
 * Runs the pending migrations. Of several processes that start at once, one runs them and the others wait.
 *
 * @throws StartError
 */
export async function migrate(orm: MikroORM, config?: Config): Promise<void> {
  if (config) {
    assertOneRole(config);
    await assertOneDatabase(config);
  }
  const direct = config && isPooled(config) ? connect(config, config.get('DATABASE_DIRECT_URL'), orm) : orm;
  const ownerUrl = config?.get('DATABASE_OWNER_URL');
  const owner = config && ownerUrl ? connect(config, ownerUrl, orm) : direct;
  try {
    await persistently(() => withClientLimit(0, () => migrateAlone(owner)));
    if (config) {
      await persistently(() => grantToApplicationRole(config));
      // Only now is there the role of a new shop.
      await assertOneDatabase(config);
    }
    if (config && direct !== orm) await storeSettings(direct, config);
  } catch (cause) {
    if (cause instanceof StartError) throw cause;
    const { message } = cause as Error;
    throw new StartError(`the migrations failed: ${message.replaceAll(/\s+/g, ' ')}`, { cause });
  } finally {
    for (const other of new Set([direct, owner])) if (other !== orm) await other.close();
  }
}

/** Time-outs are stored for the role that connects directly, and hold for the one that serves. @throws StartError */
function assertOneRole(config: Config): void {
  const [serving, direct] = [
    config.get('DATABASE_URL'),
    config.get('DATABASE_DIRECT_URL') || config.get('DATABASE_URL'),
  ].map((url) => new URL(url).username);
  if (serving !== direct)
    throw new StartError(
      `DATABASE_DIRECT_URL must name the role of DATABASE_URL, ${serving}: the one that owns the tables is named by DATABASE_OWNER_URL`,
    );
}

/** PostgreSQL itself, with the same entities. */
function connect(config: Config, url: string, orm: MikroORM): MikroORM {
  const urls = { DATABASE_URL: url, DATABASE_DIRECT_URL: '', DATABASE_REPLICA_URLS: [] };
  const options: Options = ormOptions(config.with(urls), orm.config.get('entities') as EntityClass[]);
  return new MikroORM(options);
}

/** For the role that a pooler connects as: its connections begin with them, and no transaction pays for it. */
async function storeSettings(orm: MikroORM, config: Config): Promise<void> {
  await orm.em.transactional(async (em) => {
    await sql`select pg_advisory_xact_lock(hashtext('magazin migrations'))`.execute(em.getKysely());
    // A setting of an extension is known once its library is loaded.
    await sql`select word_similarity('', '')`.execute(em.getKysely());
    const { rows } = await sql<{ database: string; stored: string[] }>`
      select current_database() as database, coalesce(setconfig, '{}') as stored
      from (select) one left join pg_db_role_setting on setrole = (select oid from pg_roles where rolname = current_user)
        and setdatabase = (select oid from pg_database where datname = current_database())
    `.execute(em.getKysely());
    for (const [name, value] of Object.entries(serverSettings(config)))
      if (rows[0] && !rows[0].stored.includes(`${name}=${value}`))
        await sql`alter role current_user in database ${sql.id(rows[0].database)} set ${sql.raw(name)} = ${sql.lit(value)}`.execute(
          em.getKysely(),
        );
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
