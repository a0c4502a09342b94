import { defineEntity, p, raw, ref } from '@mikro-orm/core';
import { v7 } from 'uuid';
import { Customer } from '../customer/customer.entity.js';
import { Role } from '../roles/role.entity.js';

export const invitationHours = 72;

const StaffInvitationSchema = defineEntity({
  name: 'StaffInvitation',
  tableName: 'staff_invitations',
  properties: {
    id: p.integer().primary(),
    uuid: p
      .uuid()
      .unique()
      .onCreate(() => v7()),
    email: p.string().length(254),
    role: () => p.manyToOne(Role).ref().fieldName('role').index().updateRule('no action').deleteRule('cascade'),
    /** SHA-256 of the token in the latest mail. */
    token_hash: p.string().length(64).unique(),
    inviter: () => p.manyToOne(Customer).ref().index().deleteRule('cascade'),
    created_at: p.datetime().defaultRaw('now()'),
    expires_at: p.datetime(),
  },
  indexes: [
    {
      name: 'staff_invitations_email',
      expression: 'create unique index staff_invitations_email on staff_invitations (lower(email))',
    },
  ],
});

/** A mailed token that makes one account of staff. Its use removes it. */
export class StaffInvitation extends StaffInvitationSchema.class {
  static to(email: string, role: Role): StaffInvitation {
    const invitation = new StaffInvitation();
    invitation.email = email;
    invitation.role = ref(role);
    return invitation;
  }

  /** The token of an earlier mail is dead. */
  mailed(inviter: number, tokenHash: string): void {
    this.inviter = ref(Customer, inviter);
    this.token_hash = tokenHash;
    this.expires_at = raw<Date>(`now() + interval '${invitationHours} hours'`);
  }
}

StaffInvitationSchema.setClass(StaffInvitation);
export { StaffInvitationSchema };
