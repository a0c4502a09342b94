import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { customerRole } from '../common/http/access.js';
import { emailKey } from '../identity/account-keys.js';

/**
 * For whoever has just proven to read the mails of an address: a customer's account that has it without such a proof is found by
 * it no more, as with `newerKey`, and else stays. One statement, so that an account that is confirmed meanwhile keeps its address.
 */
export async function yieldEmail(em: EntityManager, email: string, { except = 0 } = {}): Promise<void> {
  await sql`
    update customers
    set email_key = email_key || ' ' || id, updated_at = now(),
      username_key = case when username_key like '%@%' then username_key || ' ' || id else username_key end
    where email_key = ${emailKey(email)} and id <> ${except} and email_confirmed_at is null and role = ${customerRole}
  `.execute(em.getKysely());
}
