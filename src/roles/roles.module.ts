import { Module } from '@nestjs/common';
import { PermissionAdminController } from './permission.admin.controller.js';
import { RoleAdminController } from './role.admin.controller.js';
import { RoleQueries } from './role.queries.js';
import { RoleService } from './role.service.js';

/** What staff may do. Whether a request may is asked by `auth`. */
@Module({
  controllers: [RoleAdminController, PermissionAdminController],
  providers: [RoleService, RoleQueries],
})
export class RolesModule {}
