import type { EntityManager } from '@mikro-orm/postgresql';
import { customerRole } from '../common/http/access.js';
import type { Customer } from '../customer/customer.entity.js';
import { queryIn, statement } from '../database/statement.js';
import { EmailNotConfirmed } from './staff.errors.js';

/** Value: the id of an account. */
const proven = statement(
  'staff_email_proven',
  `select from customers where id = $1 and email_confirmed_at is not null and not exists (
    select from email_tokens where customer_id = $1 and purpose = 'undo' and used_at is null and expires_at > now()
  )`,
);

/**
 * Anybody may register anybody's address: a customer becomes staff once its mailbox is proven, and nobody can change back to an
 * earlier address and password. The row of the account must be locked. @throws EmailNotConfirmed
 */
export async function assertEmailProven(em: EntityManager, account: Customer, role: string): Promise<void> {
  if (account.role !== customerRole || role === customerRole) return;
  if ((await queryIn(em, proven, [account.id])).length === 0) throw new EmailNotConfirmed();
}
