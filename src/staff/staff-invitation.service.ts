import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { sql } from 'kysely';
import { randomBytes } from 'node:crypto';
import { AuditService } from '../audit/audit.service.js';
import { tokenHash } from '../auth/token.service.js';
import { type Caller, customerRole } from '../common/http/access.js';
import { Config } from '../config/config.js';
import { EmailAlreadyUsed } from '../customer/customer.errors.js';
import { deleteInBatches } from '../database/batches.js';
import { Database } from '../database/database.js';
import { queryIn, statement } from '../database/statement.js';
import { emailKey } from '../identity/account-keys.js';
import { Jobs } from '../jobs/jobs.js';
import { MailQueue } from '../mail/mail-queue.js';
import { assertHolds } from '../roles/held-permissions.js';
import { Role } from '../roles/role.entity.js';
import type { StaffInvitationInput } from './staff.dto.js';
import { InvitationNotFound } from './staff.errors.js';
import { invitationHours, StaffInvitation } from './staff-invitation.entity.js';

/** One that yields its address to whoever accepts the invitation does not count. Value: the key of an email. */
const accountWithEmail = statement(
  'staff_email',
  `select from customers where email_key = $1 and (email_confirmed_at is not null or role <> '${customerRole}')`,
);

/** Invites people to become staff. */
@Injectable()
export class StaffInvitationService implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditService,
    private readonly mails: MailQueue,
    private readonly jobs: Jobs,
    private readonly config: Config,
  ) {}

  onModuleInit(): void {
    this.jobs.nightly('staff_invitations.forget', () => this.forget());
  }

  /** Those that expired a month ago. */
  async forget(): Promise<void> {
    await deleteInBatches(this.database, 'staff_invitations', sql`expires_at < now() - interval '30 days'`);
  }

  /** Of several at once to one email, one is sent. @throws RoleNotFound, PermissionLacking, EmailAlreadyUsed, AlreadyInvited */
  invite(actor: Caller, { email, role: name }: StaffInvitationInput): Promise<string> {
    return this.database.transaction(async (em) => {
      const role = await Role.lock(em, name);
      assertHolds(actor, role.allowed());
      if ((await queryIn(em, accountWithEmail, [emailKey(email)])).length > 0) throw new EmailAlreadyUsed();
      const invitation = StaffInvitation.to(email, role);
      await this.mail(em, actor, invitation);
      this.audit.record(em, actor, 'staff.invite', subjectOf(invitation), { role: name });
      return invitation.uuid;
    });
  }

  /** The token of the earlier mail is dead. @throws InvitationNotFound, PermissionLacking */
  resend(actor: Caller, uuid: string): Promise<void> {
    return this.database.transaction(async (em) => {
      const invitation = await lock(em, uuid);
      assertHolds(actor, (await invitation.role.loadOrFail()).allowed());
      await this.mail(em, actor, invitation);
      this.audit.record(em, actor, 'staff.invite_again', subjectOf(invitation), { role: invitation.role.name });
    });
  }

  /** @throws InvitationNotFound */
  revoke(actor: Caller, uuid: string): Promise<void> {
    return this.database.transaction(async (em) => {
      const invitation = await lock(em, uuid);
      em.remove(invitation);
      this.audit.record(em, actor, 'staff.invitation_revoke', subjectOf(invitation), { role: invitation.role.name });
    });
  }

  private async mail(em: EntityManager, actor: Caller, invitation: StaffInvitation): Promise<void> {
    const token = randomBytes(24).toString('base64url');
    invitation.mailed(actor.id, tokenHash(token));
    await em.persist(invitation).flush();
    const shop = this.config.get('PUBLIC_URL');
    const page = this.config.get('STAFF_INVITATION_URL') || (shop && `${shop}/admin/join?token=`);
    const data = {
      inviter: actor.username ?? '',
      role: invitation.role.name,
      token,
      url: page ? `${page}${token}` : null,
      hours: invitationHours,
    };
    await this.mails.enqueue(em, { kind: 'staff_invitation', to: invitation.email, data });
  }
}

const subjectOf = ({ uuid }: StaffInvitation) => ({ kind: 'staff-invitation' as const, uuid });

/** @throws InvitationNotFound */
async function lock(em: EntityManager, uuid: string): Promise<StaffInvitation> {
  const invitation = await em.findOne(StaffInvitation, { uuid }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (!invitation) throw new InvitationNotFound();
  return invitation;
}
