import type { EntityManager } from '@mikro-orm/postgresql';
import { adminRole } from '../common/http/access.js';
import { queryIn, statement } from '../database/statement.js';
import { LastAdmin } from './staff.errors.js';

/** Of all admins, so that two who remove each other at once do not both count the other. */
const lockEnabledAdmins = statement<{ id: number }>(
  'staff_lock_admins',
  `select id from customers where staff_role = '${adminRole}' and disabled_at is null order by id for update`,
);

/** To call before the row of an account is locked that may stop being an enabled admin. */
export async function lockAdmins(em: EntityManager): Promise<{ assertOther: (id: number) => void }> {
  const admins = await queryIn(em, lockEnabledAdmins, []);
  return {
    /** @throws LastAdmin */
    assertOther: (id) => {
      if (admins.length === 1 && admins[0]?.id === id) throw new LastAdmin();
    },
  };
}
