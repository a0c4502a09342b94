import { IsBoolean } from 'class-validator';
import type { Permission } from '../permissions/permissions.js';
import { IsRoleName } from '../roles/role.dto.js';

export class StaffMe {
  /** @example "a860895f-788d-4bb2-baa7-06c263ed8754" */
  uuid: string;
  /** @example "mia" */
  username: string;
  /** @example "mia@magazin.example" */
  email: string;
  /** First and last name; empty where neither is known. @example "Mia Kern" */
  name: string;
  /** @example "catalog_manager" */
  role: string;
  /** What you may do: names of `GET /api/admin/permissions`. @example ["read:products", "write:products"] */
  permissions: Permission[];
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
