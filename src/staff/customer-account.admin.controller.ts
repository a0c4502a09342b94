import { Body, Controller, Param, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Caller, Me, Requires } from '../common/http/access.js';
import { Fails } from '../common/http/fails.js';
import { uuidOr } from '../common/http/uuid.pipe.js';
import { CustomerRow } from '../customer/customer.admin.dto.js';
import { CustomerNotFound, NotYourself } from '../customer/customer.errors.js';
import { CustomerQueries } from '../customer/customer.queries.js';
import { PermissionLacking, RoleNotFound } from '../roles/roles.errors.js';
import { AccountDisabled, AccountRole } from './staff.dto.js';
import { EmailNotConfirmed, LastAdmin } from './staff.errors.js';
import { StaffService } from './staff.service.js';

const CustomerUuid = uuidOr(CustomerNotFound);

@ApiTags('Customer')
@Controller('api/admin/customers/:uuid')
export class CustomerAccountAdminController {
  constructor(
    private readonly staff: StaffService,
    private readonly customers: CustomerQueries,
  ) {}

  /** Set the role of an account, which makes a customer whose email is confirmed a member of staff, or the other way round. You need all permissions of the old and the new role; your own role cannot be changed. */
  @Put('role')
  @Requires('write:staff')
  @Fails(CustomerNotFound, RoleNotFound, NotYourself, PermissionLacking, EmailNotConfirmed, LastAdmin)
  async setRole(
    @Me() me: Caller,
    @Param('uuid', CustomerUuid) uuid: string,
    @Body() { role }: AccountRole,
  ): Promise<CustomerRow> {
    await this.staff.setRole(me, uuid, role);
    return this.customers.row(uuid);
  }

  /** Disable or enable an account, except your own. For one of staff you also need `write:staff` and all permissions of its role. */
  @Put('disabled')
  @Requires('write:customers')
  @Fails(CustomerNotFound, NotYourself, PermissionLacking, LastAdmin)
  async setDisabled(
    @Me() me: Caller,
    @Param('uuid', CustomerUuid) uuid: string,
    @Body() { disabled }: AccountDisabled,
  ): Promise<CustomerRow> {
    await this.staff.setDisabled(me, uuid, disabled);
    return this.customers.row(uuid);
  }
}
