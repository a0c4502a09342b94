import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Requires } from '../common/http/access.js';
import { offsetOf, type Page, Paged, PageQuery } from '../common/http/paging.js';
import { allPermissions, permissions } from '../permissions/permissions.js';
import { PermissionDto } from './role.dto.js';

@ApiTags('Staff')
@Controller('api/admin/permissions')
@Requires('read:roles')
export class PermissionAdminController {
  /** List all permissions that a role can have, with what each allows. */
  @Get()
  @Paged(PermissionDto)
  list(@Query() page: PageQuery): Page<PermissionDto> {
    const shown = allPermissions.slice(offsetOf(page), offsetOf(page) + page.page_size);
    return { count: allPermissions.length, results: shown.map((name) => ({ name, meaning: permissions[name] })) };
  }
}
