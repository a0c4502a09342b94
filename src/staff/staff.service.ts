import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import { type Caller, customerRole } from '../common/http/access.js';
import { Customer } from '../customer/customer.entity.js';
import { CustomerNotFound, NotYourself } from '../customer/customer.errors.js';
import { Database } from '../database/database.js';
import { assertHolds } from '../roles/held-permissions.js';
import { Role } from '../roles/role.entity.js';
import { lockAdmins } from './last-admin.js';
import { assertMayManage } from './manageable.js';

/** What staff do to the accounts of others, staff or not. */
@Injectable()
export class StaffService {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditService,
  ) {}

  /** @throws CustomerNotFound, RoleNotFound, NotYourself, PermissionLacking, LastAdmin */
  setRole(actor: Caller, uuid: string, role: string): Promise<void> {
    return this.database.transaction(async (em) => {
      // The role before the account: whoever removes a role locks it, too, and then looks for its accounts.
      if (role !== customerRole) assertHolds(actor, (await Role.lock(em, role)).allowed());
      const { account, admins } = await lockManaged(em, actor, uuid);
      const from = account.role;
      account.role = role;
      if (!account.isEnabledAdmin()) admins.assertOther(account.id);
      this.audit.record(em, actor, 'customer.role', `customer/${uuid}`, { from, to: role });
    });
  }

  /** @throws CustomerNotFound, NotYourself, PermissionLacking, LastAdmin */
  setDisabled(actor: Caller, uuid: string, disabled: boolean): Promise<void> {
    return this.database.transaction(async (em) => {
      const { account, admins } = await lockManaged(em, actor, uuid);
      account.disabled_at = disabled ? (account.disabled_at ?? new Date()) : null;
      if (disabled) admins.assertOther(account.id);
      this.audit.record(em, actor, disabled ? 'customer.disable' : 'customer.enable', `customer/${uuid}`);
    });
  }
}

/** @throws CustomerNotFound, NotYourself, PermissionLacking */
async function lockManaged(em: EntityManager, actor: Caller, uuid: string) {
  if (uuid === actor.uuid) throw new NotYourself();
  const admins = await lockAdmins(em);
  const registered = { uuid, username: { $ne: null } };
  const account = await em.findOne(Customer, registered, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (!account) throw new CustomerNotFound();
  await assertMayManage(em, actor, account);
  return { account, admins };
}
