import { LockMode } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import type { Caller } from '../common/http/access.js';
import { Database } from '../database/database.js';
import { queryIn, statement } from '../database/statement.js';
import { assertHolds } from './held-permissions.js';
import type { RoleChange, RoleDto, RoleInput } from './role.dto.js';
import { Role } from './role.entity.js';
import { RoleQueries } from './role.queries.js';
import { RoleChanged, RoleInUse } from './roles.errors.js';

/** Value: the name of a role. */
const accountOf = statement('role_account', 'select from customers where staff_role = $1 limit 1');

@Injectable()
export class RoleService {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditService,
    private readonly queries: RoleQueries,
  ) {}

  /** @throws RoleNameTaken, PermissionLacking */
  async create(actor: Caller, { name, permissions }: RoleInput): Promise<RoleDto> {
    assertHolds(actor, permissions);
    await this.database.transaction(async (em) => {
      em.create(Role, { name, permissions });
      await em.flush();
      this.audit.record(em, actor, 'role.create', roleSubject(name), { permissions });
    });
    return this.queries.one(name);
  }

  /** Staff who have it may do what it says from their next request on. @throws RoleNotFound, RoleChanged, RoleFixed, PermissionLacking */
  async change(
    actor: Caller,
    name: string,
    { permissions, expected_permissions: expected }: RoleChange,
  ): Promise<RoleDto> {
    await this.database.transaction(async (em) => {
      const role = await Role.lock(em, name, LockMode.PESSIMISTIC_WRITE);
      const before = role.allowed();
      if (expected && (expected.length !== before.size || !expected.every((permission) => before.has(permission))))
        throw new RoleChanged({ permissions: [...before] });
      role.change(permissions);
      const given = permissions.filter((permission) => !before.has(permission));
      const taken = [...before].filter((permission) => !permissions.includes(permission));
      assertHolds(actor, [...given, ...taken]);
      if (given.length + taken.length > 0)
        this.audit.record(em, actor, 'role.change', roleSubject(name), { given, taken });
    });
    return this.queries.one(name);
  }

  /** @throws RoleNotFound, RoleFixed, RoleInUse, PermissionLacking */
  async remove(actor: Caller, name: string): Promise<RoleDto> {
    const removed = await this.queries.one(name);
    await this.database.transaction(async (em) => {
      const role = await Role.lock(em, name, LockMode.PESSIMISTIC_WRITE);
      role.assertChangeable();
      assertHolds(actor, role.allowed());
      // Before the foreign key does, which would wait for every account that is just being changed.
      if ((await queryIn(em, accountOf, [name])).length > 0) throw new RoleInUse();
      em.remove(role);
      this.audit.record(em, actor, 'role.remove', roleSubject(name), { permissions: role.permissions });
    });
    return removed;
  }
}

const roleSubject = (name: string) => ({ kind: 'role' as const, uuid: name, label: name });
