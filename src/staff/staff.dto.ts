import { IsBoolean, IsString, MaxLength } from 'class-validator';
import { IsOptionalNotNull } from '../common/text/is-optional-not-null.js';
import { ListQuery } from '../common/http/paging.dto.js';
import type { Permission } from '../permissions/permissions.js';
import { IsRoleName } from '../roles/role.dto.js';
import { MailedToken } from '../customer/mailed-token.js';
import { EmailAddress, SearchText, Username } from '../common/text/canonical.js';

export class StaffIdentity {
  /** @example "a860895f-788d-4bb2-baa7-06c263ed8754" */
  uuid: string;
  /** @example "mia" */
  username: string;
  /** @example "mia@magazin.example" */
  email: string;
  /** First and last name; empty where neither is known. @example "Mia Kern" */
  name: string;
  /** `customer` once it is no longer staff. @example "catalog_manager" */
  role: string;
}

export class StaffMe extends StaffIdentity {
  /** What you may do: names of `GET /api/admin/permissions`. @example ["read:products", "write:products"] */
  permissions: Permission[];
}

export class StaffRow extends StaffIdentity {
  /** Whether the account is disabled. @example false */
  disabled: boolean;
  /** @example "2026-11-21T08:00:00.000Z" */
  created: string;
  /** When a session of theirs was last opened or renewed, within 30 days after its end; null where there is none. @example "2026-11-21T08:30:00.000Z" */
  last_used: string | null;
  /** Whether signing in takes a second factor; null, since this shop asks for none yet. @example null */
  second_factor: boolean | null;
}

export class StaffQuery extends ListQuery {
  /** Part of a username, an email or a name. @example "mia" */
  @SearchText(100)
  search?: string;

  /** Filter by role. @example "support" */
  @IsOptionalNotNull()
  @IsRoleName()
  role?: string;
}

export class AccountRole {
  /** A role of `GET /api/admin/roles`, or `customer` for an account that is no staff. Takes effect on the next request. @example "support" */
  @IsRoleName()
  role: string;
}

export class AccountDisabled {
  /** A disabled account cannot sign in, and its sessions end at once. @example true */
  @IsBoolean()
  disabled: boolean;
}

export class StaffInvitationInput {
  /** Where the invitation is mailed to; the account will have this email. @example "mia@magazin.example" */
  @EmailAddress()
  email: string;

  /** A role of `GET /api/admin/roles`. @example "catalog_manager" */
  @IsRoleName()
  role: string;
}

export class StaffInvitationDto {
  /** @example "0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b33" */
  uuid: string;
  /** @example "mia@magazin.example" */
  email: string;
  /** @example "catalog_manager" */
  role: string;
  /** Username of who sent it last; null once that account is erased. @example "admin" */
  inviter: string | null;
  /** @example "2026-11-21T08:00:00.000Z" */
  created: string;
  /** 72 hours after the latest mail. @example "2026-11-24T08:00:00.000Z" */
  expires: string;
  /** Whether it is too old to be accepted; it can be sent again. @example false */
  expired: boolean;
}

export class InvitationAcceptance {
  /** From the mail. @example "f3Jr0l5cYhYp0z8m1mJmQ0g2mE0v9b1K" */
  @MailedToken()
  token: string;

  /** Unique, compared without case. One with an `@` must be the email of the invitation. @example "mia" */
  @Username()
  username: string;

  /** 8 to 128 characters; not one of the common ones, no sequence or repetition, nor your username, your email or the name of the shop, with or without a number. @example "onlydarkside" */
  @IsString()
  @MaxLength(128)
  password: string;
}
