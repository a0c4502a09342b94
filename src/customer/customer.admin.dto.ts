import { IsBoolean, IsIn, IsString, MaxLength } from 'class-validator';
import { IsOptionalNotNull } from '../common/text/is-optional-not-null.js';
import { type Role, roles } from '../common/http/access.js';
import { PageQuery } from '../common/http/paging.dto.js';
import { Profile } from './customer.dto.js';

export class CustomerQuery extends PageQuery {
  /** Part of a username, an email or a name. @example "anakin" */
  @IsOptionalNotNull()
  @IsString()
  @MaxLength(100)
  search?: string;

  /** Filter by role. */
  @IsOptionalNotNull()
  @IsIn(roles)
  role?: Role;
}

export class CustomerRow extends Profile {
  role: Role;
  /** Whether the account is disabled. @example false */
  disabled: boolean;
  /** @example "2026-11-21T08:00:00.000Z" */
  created: string;
}

export class RoleChange {
  /** Takes effect on the next request. */
  @IsIn(roles)
  role: Role;
}

export class DisabledChange {
  /** A disabled account cannot sign in, and its sessions end at once. @example true */
  @IsBoolean()
  disabled: boolean;
}
