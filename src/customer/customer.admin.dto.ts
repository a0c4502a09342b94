import { IsString, MaxLength } from 'class-validator';
import { IsOptionalNotNull } from '../common/text/is-optional-not-null.js';
import { ListQuery } from '../common/http/paging.dto.js';
import { IsRoleName } from '../roles/role.dto.js';
import { Profile } from './customer.dto.js';

export class CustomerQuery extends ListQuery {
  /** Part of a username, an email or a name. @example "anakin" */
  @IsOptionalNotNull()
  @IsString()
  @MaxLength(100)
  search?: string;

  /** Filter by role: `customer`, or a role of staff. @example "customer" */
  @IsOptionalNotNull()
  @IsRoleName()
  role?: string;
}

export class CustomerRow extends Profile {
  /** `customer`, or the name of a role of staff. @example "customer" */
  role: string;
  /** Whether the account is disabled. @example false */
  disabled: boolean;
  /** @example "2026-11-21T08:00:00.000Z" */
  created: string;
}
