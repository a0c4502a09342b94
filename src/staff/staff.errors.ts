import { shopError } from '../common/http/shop-error.js';
import { mapConstraint } from '../database/constraints.js';

export const LastAdmin = shopError(2011, 'last_admin', 409, 'Not allowed: this is the last enabled admin');
export const StaffNotFound = shopError(2030, 'staff_not_found', 404, 'Staff account not found');
export const AlreadyInvited = shopError(
  2031,
  'already_invited',
  409,
  'This email has an invitation: send that one again, or revoke it first',
);
export const InvitationNotFound = shopError(2032, 'invitation_not_found', 404, 'Invitation not found');
export const InvitationInvalid = shopError(
  2033,
  'invitation_invalid',
  403,
  'This invitation is unknown, used, revoked or too old: ask for another one',
);
export const EmailNotConfirmed = shopError(
  2034,
  'email_not_confirmed',
  409,
  'The email of this account is not confirmed, or was changed within 48 hours: its owner confirms it by asking for a new password',
);

mapConstraint('staff_invitations_email', AlreadyInvited);
