import { Body, Controller, Delete, Get, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Caller, Me, Requires } from '../common/http/access.js';
import { Fails } from '../common/http/fails.js';
import { Listed, ListQuery } from '../common/http/paging.js';
import { RoleChange, RoleDto, RoleInput } from './role.dto.js';
import { RoleQueries } from './role.queries.js';
import { RoleService } from './role.service.js';
import { PermissionLacking, RoleChanged, RoleFixed, RoleInUse, RoleNameTaken, RoleNotFound } from './roles.errors.js';

@ApiTags('Staff')
@Controller('api/admin/roles')
@Requires('write:roles')
export class RoleAdminController {
  constructor(
    private readonly roles: RoleService,
    private readonly queries: RoleQueries,
  ) {}

  /** List roles: `admin` first, the others by name. */
  @Get()
  @Requires('read:roles')
  @Listed(RoleDto)
  list(@Query() page: ListQuery) {
    return this.queries.list(page);
  }

  /** Read a role. */
  @Get(':name')
  @Requires('read:roles')
  @Fails(RoleNotFound)
  one(@Param('name') name: string): Promise<RoleDto> {
    return this.queries.one(name);
  }

  /** Create a role, with permissions that you have yourself. */
  @Post()
  @Fails(RoleNameTaken, PermissionLacking)
  create(@Me() me: Caller, @Body() role: RoleInput): Promise<RoleDto> {
    return this.roles.create(me, role);
  }

  /** Replace the permissions of a role. You can add and take away those that you have yourself; staff have them from their next request on. */
  @Put(':name')
  @Fails(RoleNotFound, RoleChanged, RoleFixed, PermissionLacking)
  change(@Me() me: Caller, @Param('name') name: string, @Body() change: RoleChange): Promise<RoleDto> {
    return this.roles.change(me, name, change);
  }

  /** Remove a role that no account has. Its open invitations are revoked. Returns the removed role. */
  @Delete(':name')
  @Fails(RoleNotFound, RoleFixed, RoleInUse, PermissionLacking)
  remove(@Me() me: Caller, @Param('name') name: string): Promise<RoleDto> {
    return this.roles.remove(me, name);
  }
}
