import type { Caller } from '../common/http/access.js';
import type { Permission } from '../permissions/permissions.js';
import { PermissionLacking } from './roles.errors.js';

/** Nobody gives or takes what he may not do himself: else he could give it to himself by a detour. @throws PermissionLacking */
export function assertHolds({ permissions }: Pick<Caller, 'permissions'>, needed: Iterable<Permission>): void {
  const lacking = [...needed].filter((permission) => !permissions?.has(permission));
  if (lacking.length > 0) throw new PermissionLacking({ permissions: lacking });
}
