import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Requires } from '../common/http/access.js';
import { type List, Listed, ListQuery } from '../common/http/paging.js';
import { listOfArray } from '../database/list.js';
import { allPermissions, permissions } from '../permissions/permissions.js';
import { PermissionDto } from './role.dto.js';

@ApiTags('Staff')
@Controller('api/admin/permissions')
@Requires('read:roles')
export class PermissionAdminController {
  /** List all permissions that a role can have, with what each allows. */
  @Get()
  @Listed(PermissionDto)
  list(@Query() page: ListQuery): List<PermissionDto> {
    const rows = allPermissions.map((name) => ({ name, meaning: permissions[name] }));
    return listOfArray(rows, ({ name }) => name, page);
  }
}
