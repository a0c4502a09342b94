import { Body, Controller, Delete, Get, Param, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Done } from '../auth/auth.dto.js';
import { type Caller, Me, Requires } from '../common/http/access.js';
import { Fails } from '../common/http/fails.js';
import { Listed } from '../common/http/paging.js';
import { uuidOr } from '../common/http/uuid.pipe.js';
import { NotYourself } from '../customer/customer.errors.js';
import { PermissionLacking, RoleNotFound } from '../roles/roles.errors.js';
import { AccountRole, StaffQuery, StaffRow } from './staff.dto.js';
import { LastAdmin, StaffNotFound } from './staff.errors.js';
import { StaffQueries } from './staff.queries.js';
import { onlyStaff, StaffService } from './staff.service.js';

const StaffUuid = uuidOr(StaffNotFound);

/** All of its changes need the permissions of the role that the account has. */
@ApiTags('Staff')
@Controller('api/admin/staff')
@Requires('write:staff')
export class StaffAdminController {
  constructor(
    private readonly staff: StaffService,
    private readonly queries: StaffQueries,
  ) {}

  /** List staff accounts by username, disabled ones too. */
  @Get()
  @Requires('read:staff')
  @Listed(StaffRow)
  list(@Query() query: StaffQuery) {
    return this.queries.list(query);
  }

  /** Set the role of a staff account; `customer` makes it one of a customer. You need all permissions of the old and the new role; your own role cannot be changed. */
  @Put(':uuid/role')
  @Fails(StaffNotFound, RoleNotFound, NotYourself, PermissionLacking, LastAdmin)
  async setRole(
    @Me() me: Caller,
    @Param('uuid', StaffUuid) uuid: string,
    @Body() { role }: AccountRole,
  ): Promise<StaffRow> {
    await this.staff.setRole(me, uuid, role, onlyStaff);
    return this.queries.account(uuid);
  }

  /** Disable a staff account, except your own: it cannot sign in, and its requests are refused. */
  @Put(':uuid/disabled')
  @Fails(StaffNotFound, NotYourself, PermissionLacking, LastAdmin)
  async disable(@Me() me: Caller, @Param('uuid', StaffUuid) uuid: string): Promise<StaffRow> {
    await this.staff.setDisabled(me, uuid, true, onlyStaff);
    return this.queries.account(uuid);
  }

  /** Enable a disabled staff account. */
  @Put(':uuid/enabled')
  @Fails(StaffNotFound, NotYourself, PermissionLacking)
  async enable(@Me() me: Caller, @Param('uuid', StaffUuid) uuid: string): Promise<StaffRow> {
    await this.staff.setDisabled(me, uuid, false, onlyStaff);
    return this.queries.account(uuid);
  }

  /** End all sessions of a staff account, or your own, and its API keys: all are dead at once. */
  @Delete(':uuid/sessions')
  @Fails(StaffNotFound, PermissionLacking)
  async endSessions(@Me() me: Caller, @Param('uuid', StaffUuid) uuid: string): Promise<Done> {
    await this.staff.endSessions(me, uuid);
    return { status: 'OK', message: 'sessions revoked' };
  }
}
