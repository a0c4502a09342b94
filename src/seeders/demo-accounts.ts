import type { INestApplicationContext } from '@nestjs/common';
import { sql } from 'kysely';
import { PasswordHasher } from '../auth/password-hasher.js';
import { Database } from '../database/database.js';

/** Of `demo/accounts.json`, which a server in production does not have. */
export const demoPassword = 'magazin-demo';
const maxChecked = 20;
const demoAccountsAtMost = 50;

/**
 * Closes the accounts of a demo shop whose password everybody knows, and ends their sessions. The seeder gives all of them one hash,
 * as no two people have, and loads them into an empty shop: staff tell it, and the oldest accounts where staff have other passwords by now.
 *
 * @returns their usernames
 */
export async function disableDemoAccounts(app: INestApplicationContext): Promise<string[]> {
  const database = app.get(Database);
  const { rows } = await sql<{ password_hash: string }>`
    select password_hash from (
      select min(id) as id, password_hash from (
        (select id, password_hash, true as is_staff from customers
          where staff_role is not null and disabled_at is null and password_hash is not null)
        union all
        (select id, password_hash, false from customers where username is not null order by id limit ${demoAccountsAtMost})
      ) accounts where password_hash is not null
      group by password_hash having bool_or(is_staff) or count(*) > 1 order by 1 limit ${maxChecked}
    ) oldest
  `.execute(database.sql());
  const known: string[] = [];
  for (const { password_hash } of rows)
    if (await app.get(PasswordHasher).matches(demoPassword, password_hash)) known.push(password_hash);
  if (known.length === 0) return [];
  return database.transaction(async (em) => {
    const disabled = await sql<{ id: number; username: string }>`
      update customers set disabled_at = now(), updated_at = now()
      where password_hash = any(${known}::text[]) and disabled_at is null returning id, username
    `.execute(em.getKysely());
    const ids = disabled.rows.map(({ id }) => id);
    await sql`
      update sessions set revoked_at = now() where customer_id = any(${ids}::int[]) and revoked_at is null
    `.execute(em.getKysely());
    return disabled.rows.map(({ username }) => username);
  });
}
