import { LockMode, raw } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { AuditAction } from '../audit/audit-actions.js';
import { AuditService } from '../audit/audit.service.js';
import { PasswordHasher } from '../auth/password-hasher.js';
import { SessionService } from '../auth/session.service.js';
import { tokenHash } from '../auth/token.service.js';
import { Customer } from '../customer/customer.entity.js';
import { CustomerService } from '../customer/customer.service.js';
import { yieldEmail } from '../customer/yield-email.js';
import { Database } from '../database/database.js';
import { queryIn, statement } from '../database/statement.js';
import { emailKey } from '../identity/account-keys.js';
import { Role } from '../roles/role.entity.js';
import type { InvitationAcceptance } from './staff.dto.js';
import { assertEmailProven } from './email-proof.js';
import { lockAdmins } from './last-admin.js';
import { InvitationInvalid } from './staff.errors.js';
import { StaffInvitation } from './staff-invitation.entity.js';

/** Value: the hash of a token. */
const openInvitation = statement<{ role: string; email: string }>(
  'staff_invitation_open',
  'select role, email from staff_invitations where token_hash = $1 and expires_at > now()',
);

/** Value: the key of an email. */
const accountOfEmail = statement<{ id: number }>('staff_account', 'select id from customers where email_key = $1');

export interface NewStaff {
  email: string;
  username: string;
  role: string;
  password: string;
}

/** Makes accounts of staff: by an invitation, or by whoever runs the shop. */
@Injectable()
export class StaffAccountService {
  constructor(
    private readonly database: Database,
    private readonly customers: CustomerService,
    private readonly passwords: PasswordHasher,
    private readonly audit: AuditService,
    private readonly sessions: SessionService,
  ) {}

  /** Consumes the token, which proves the mailbox; of many uses at once, one succeeds. @throws InvitationInvalid, UsernameAlreadyUsed, EmailAlreadyUsed, ValidationFailed */
  async accept({ token, username, password }: InvitationAcceptance): Promise<string> {
    const hash = tokenHash(token);
    // Before a guess costs a password hash.
    const [open] = await this.database.query(openInvitation, [hash]);
    if (!open) throw new InvitationInvalid();
    const passwordHash = await this.passwords.hashNew(password, { username, email: open.email });
    return this.database.transaction(async (em) => {
      const invitation = await consume(em, hash);
      const { email } = invitation;
      await yieldEmail(em, email);
      const account = await this.insert(
        em,
        { email, username, role: invitation.role.name },
        passwordHash,
        'staff.join',
      );
      account.confirmEmail();
      return account.uuid;
    });
  }

  /** @throws RoleNotFound, UsernameAlreadyUsed, EmailAlreadyUsed, ValidationFailed */
  async create({ password, ...staff }: NewStaff): Promise<string> {
    const passwordHash = await this.passwords.hashNew(password, staff);
    return this.database.transaction(async (em) => {
      await Role.lock(em, staff.role);
      return (await this.insert(em, staff, passwordHash, 'staff.create')).uuid;
    });
  }

  /** To an account that exists, which keeps its password. False where no account has the email. @throws RoleNotFound, EmailNotConfirmed, LastAdmin */
  giveRole(email: string, role: string): Promise<boolean> {
    return this.database.transaction(async (em) => {
      await Role.lock(em, role);
      const [found] = await queryIn(em, accountOfEmail, [emailKey(email)]);
      if (!found) return false;
      const admins = await lockAdmins(em);
      const account = await em.findOneOrFail(Customer, found.id, { lockMode: LockMode.PESSIMISTIC_WRITE });
      await assertEmailProven(em, account, role);
      const from = account.role;
      if (from !== role) await this.sessions.revokeAll(em, account.id);
      account.role = role;
      if (!account.isEnabledAdmin()) admins.assertOther(account.id);
      this.audit.record(em, account, 'customer.role', subjectOf(account), { from: { role: from }, to: { role } });
      return true;
    });
  }

  private async insert(
    em: EntityManager,
    { role, ...registration }: Omit<NewStaff, 'password'>,
    passwordHash: string,
    action: AuditAction,
  ): Promise<Customer> {
    const account = await this.customers.registerIn(em, registration, passwordHash);
    account.role = role;
    this.audit.record(em, account, action, subjectOf(account), { role });
    return account;
  }
}

/** Invalid, too, once its sender could no longer send it. @throws InvitationInvalid */
async function consume(em: EntityManager, hash: string): Promise<StaffInvitation> {
  const [open] = await queryIn(em, openInvitation, [hash]);
  // The role before the invitation, in the order in which they are removed.
  const role = open && (await em.findOne(Role, { name: open.role }, { lockMode: LockMode.PESSIMISTIC_READ }));
  const latest = { token_hash: hash, expires_at: { $gt: raw<Date>('now()') } };
  const invitation = await em.findOne(StaffInvitation, latest, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (!role || !invitation) throw new InvitationInvalid();
  const sender = { id: invitation.inviter.id, disabled_at: null };
  const inviter = await em.findOne(Customer, sender, { populate: ['staff_role'] });
  const held = inviter?.staff_role?.$.allowed();
  if (!['write:staff' as const, ...role.allowed()].every((needed) => held?.has(needed))) throw new InvitationInvalid();
  em.remove(invitation);
  return invitation;
}

const subjectOf = ({ uuid, username }: Customer) => ({ kind: 'customer' as const, uuid, label: username ?? null });
