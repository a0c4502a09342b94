import { defineEntity, LockMode, p } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { everyPermission, type Permission, permissionsOf } from '../permissions/permissions.js';
import { RoleFixed, RoleNotFound } from './roles.errors.js';

const RoleSchema = defineEntity({
  name: 'Role',
  tableName: 'roles',
  properties: {
    name: p.text().primary(),
    /** Names of permissions, or `*` alone. */
    permissions: p.array(),
    /** Cannot be changed or removed. */
    is_system: p.boolean().default(false),
    created_at: p.datetime().defaultRaw('now()'),
    updated_at: p.datetime().defaultRaw('now()'),
  },
  checks: [
    // `customer` in `customers.role` means no role.
    { name: 'roles_name', expression: `name <> 'customer'` },
    {
      name: 'roles_system',
      expression: `is_system = (name = 'admin') and is_system = ('${everyPermission}' = any(permissions))`,
    },
  ],
});

/** What some of the staff may do. */
export class Role extends RoleSchema.class {
  /** Nobody else changes or removes it until the end of the transaction. @throws RoleNotFound */
  static async lock(em: EntityManager, name: string, lockMode = LockMode.PESSIMISTIC_READ): Promise<Role> {
    const role = await em.findOne(Role, { name }, { lockMode });
    if (!role) throw new RoleNotFound({ role: name });
    return role;
  }

  allowed(): ReadonlySet<Permission> {
    return permissionsOf(this.permissions);
  }

  /** @throws RoleFixed */
  change(permissions: Permission[]): void {
    this.assertChangeable();
    this.permissions = permissions;
    this.updated_at = new Date();
  }

  /** @throws RoleFixed */
  assertChangeable(): void {
    if (this.is_system) throw new RoleFixed({ role: this.name });
  }
}

RoleSchema.setClass(Role);
export { RoleSchema };
