import { LockMode } from '@mikro-orm/core';
import type { EntityManager, FilterQuery } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import { SessionService } from '../auth/session.service.js';
import { type Caller, customerRole } from '../common/http/access.js';
import type { ShopErrorType } from '../common/http/shop-error.js';
import { Customer } from '../customer/customer.entity.js';
import { CustomerNotFound, NotYourself } from '../customer/customer.errors.js';
import { Database } from '../database/database.js';
import { assertHolds } from '../roles/held-permissions.js';
import { Role } from '../roles/role.entity.js';
import { assertEmailProven } from './email-proof.js';
import { lockAdmins } from './last-admin.js';
import { assertMayManage } from './manageable.js';
import { StaffNotFound } from './staff.errors.js';

/** Which accounts a route is about. */
interface Among {
  which: FilterQuery<Customer>;
  NotFound: ShopErrorType;
}
const allAccounts: Among = { which: { username: { $ne: null } }, NotFound: CustomerNotFound };
export const onlyStaff: Among = { which: { staff_role: { $ne: null } }, NotFound: StaffNotFound };

/** What staff do to the accounts of others, staff or not. */
@Injectable()
export class StaffService {
  constructor(
    private readonly database: Database,
    private readonly sessions: SessionService,
    private readonly audit: AuditService,
  ) {}

  /** @throws CustomerNotFound, StaffNotFound, RoleNotFound, NotYourself, PermissionLacking, EmailNotConfirmed, LastAdmin */
  setRole(actor: Caller, uuid: string, role: string, among = allAccounts): Promise<void> {
    if (uuid === actor.uuid) throw new NotYourself();
    return this.database.transaction(async (em) => {
      // The role before the account: whoever removes a role locks it, too, and then looks for its accounts.
      if (role !== customerRole) assertHolds(actor, (await Role.lock(em, role)).allowed());
      const { account, admins } = await lockManaged(em, actor, uuid, among);
      await assertEmailProven(em, account, role);
      const before = accessOf(account);
      if (account.role !== role) await this.sessions.revokeAll(em, account.id);
      account.role = role;
      if (!account.isEnabledAdmin()) admins.assertOther(account.id);
      this.audit.recordDiff(em, actor, 'customer.role', subjectOf(account), [before, accessOf(account)]);
    });
  }

  /** @throws CustomerNotFound, StaffNotFound, NotYourself, PermissionLacking, LastAdmin */
  setDisabled(actor: Caller, uuid: string, disabled: boolean, among = allAccounts): Promise<void> {
    if (uuid === actor.uuid) throw new NotYourself();
    return this.database.transaction(async (em) => {
      const { account, admins } = await lockManaged(em, actor, uuid, among);
      const before = accessOf(account);
      if (disabled) await this.sessions.endAccess(em, account);
      account.disabled_at = disabled ? (account.disabled_at ?? new Date()) : null;
      if (disabled) admins.assertOther(account.id);
      const action = disabled ? 'customer.disable' : 'customer.enable';
      this.audit.recordDiff(em, actor, action, subjectOf(account), [before, accessOf(account)]);
    });
  }

  /** Of staff, also one's own. @throws StaffNotFound, PermissionLacking */
  endSessions(actor: Caller, uuid: string): Promise<void> {
    return this.database.transaction(async (em) => {
      const { account } = await lockManaged(em, actor, uuid, onlyStaff);
      await this.sessions.revokeAll(em, account.id);
      this.audit.record(em, actor, 'customer.sign_out', subjectOf(account));
    });
  }
}

const accessOf = ({ role, disabled_at }: Customer) => ({ role, disabled: Boolean(disabled_at) });

const subjectOf = ({ uuid, username }: Customer) => ({ kind: 'customer' as const, uuid, label: username ?? null });

/** @throws CustomerNotFound, StaffNotFound, PermissionLacking */
async function lockManaged(em: EntityManager, actor: Caller, uuid: string, { which, NotFound }: Among) {
  const admins = await lockAdmins(em);
  const account = await em.findOne(Customer, { $and: [{ uuid }, which] }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (!account) throw new NotFound();
  await assertMayManage(em, actor, account);
  return { account, admins };
}
