import { Transform } from 'class-transformer';
import { IsBoolean } from 'class-validator';
import { SearchText } from '../common/text/canonical.js';
import { IsOptionalNotNull } from '../common/text/is-optional-not-null.js';
import { ListQuery } from '../common/http/paging.dto.js';
import { IsRoleName } from '../roles/role.dto.js';
import { Profile } from './customer.dto.js';

export class CustomerQuery extends ListQuery {
  /**
   * Words, each part of a username, an email, a name or a phone number; those of one or two letters, the beginning. Capitals
   * and marks make no difference. @example "anakin"
   */
  @SearchText(100)
  search?: string;

  /** Filter by role: `customer`, or a role of staff. @example "customer" */
  @IsOptionalNotNull()
  @IsRoleName()
  role?: string;

  /** Only disabled accounts (`true`), or only the others (`false`). */
  @IsOptionalNotNull()
  @Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value))
  @IsBoolean()
  disabled?: boolean;
}

export class CustomerRow extends Profile {
  /** Whether a token that was mailed to the email came back: anybody may register with the email of others. @example true */
  email_confirmed: boolean;
  /** `customer`, or the name of a role of staff. @example "customer" */
  role: string;
  /** Whether the account is disabled. @example false */
  disabled: boolean;
  /** @example "2026-11-21T08:00:00.000Z" */
  created: string;
}
