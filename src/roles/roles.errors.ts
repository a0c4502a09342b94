import { shopError } from '../common/http/shop-error.js';
import { mapConstraint } from '../database/constraints.js';

export const PermissionLacking = shopError(
  2020,
  'permission_lacking',
  403,
  'This would give or take permissions that you do not have yourself',
);
export const RoleNotFound = shopError(2021, 'role_not_found', 404, 'Role not found');
export const RoleNameTaken = shopError(2022, 'role_name_taken', 409, 'Role name already used');
export const RoleInUse = shopError(2023, 'role_in_use', 409, 'Staff have this role: give them another one first');
export const RoleFixed = shopError(2024, 'role_fixed', 409, 'This role cannot be changed or removed');
export const RoleChanged = shopError(
  2025,
  'role_changed',
  409,
  'The role was changed meanwhile: look at it, and send your change again',
);

mapConstraint('roles_pkey', RoleNameTaken);
mapConstraint('roles_name', RoleNameTaken);
// Of the one role that has all permissions, which is asked before the names are compared.
mapConstraint('roles_system', RoleNameTaken);
mapConstraint('customers_staff_role_foreign', RoleInUse);
