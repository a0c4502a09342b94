import { ArrayUnique, IsArray, IsIn } from 'class-validator';
import { IsOptionalNotNull } from '../common/text/is-optional-not-null.js';
import { Pattern } from '../common/text/canonical.js';
import { allPermissions, type Permission } from '../permissions/permissions.js';

const nameRule = /^[a-z][a-z0-9_]{1,39}$/;
const nameMessage = '$property must have 2 to 40 of a-z, 0-9 and _, and begin with a letter';

/** A name that a role can have. */
export const IsRoleName = () => Pattern(nameRule, nameMessage);

class RolePermissions {
  /** All that the role allows; names of `GET /api/admin/permissions`. @example ["read:orders", "read:customers"] */
  @IsArray()
  @ArrayUnique()
  @IsIn(allPermissions, { each: true })
  permissions: Permission[];
}

export class RoleChange extends RolePermissions {
  /** What it allowed when you read it: where it allows something else now, nothing is changed. @example ["read:orders"] */
  @IsOptionalNotNull()
  @IsArray()
  @ArrayUnique()
  @IsIn(allPermissions, { each: true })
  expected_permissions?: Permission[];
}

export class RoleInput extends RolePermissions {
  /** 2 to 40 of a-z, 0-9 and `_`; it cannot be changed later. @example "accounting" */
  @IsRoleName()
  name: string;
}

export class RoleDto {
  /** @example "accounting" */
  name: string;
  /** What it allows; `admin` allows everything, also what later versions add. @example ["read:orders", "read:customers"] */
  permissions: Permission[];
  /** Whether it is `admin`, which cannot be changed or removed. @example false */
  system: boolean;
  /** Accounts that have it, disabled ones too. @example 3 */
  accounts: number;
}

export class PermissionDto {
  /** @example "write:coupons" */
  name: Permission;
  /** What it allows. @example "Create, change and remove coupons." */
  meaning: string;
}
