import type { EntityManager } from '@mikro-orm/postgresql';
import { type Caller, customerRole } from '../common/http/access.js';
import { assertHolds } from '../roles/held-permissions.js';
import { Role } from '../roles/role.entity.js';

/** An account of staff is managed by staff who may do all that it may; one of a customer by everybody whom the route lets in. @throws PermissionLacking */
export async function assertMayManage(em: EntityManager, actor: Caller, { role }: { role: string }): Promise<void> {
  if (role === customerRole) return;
  const its = await em.findOneOrFail(Role, { name: role });
  assertHolds(actor, ['write:staff', ...its.allowed()]);
}
