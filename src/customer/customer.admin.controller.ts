import { Body, Controller, Get, Param, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Caller, Me, Roles } from '../common/http/access.js';
import { Fails } from '../common/http/fails.js';
import { Paged } from '../common/http/paging.js';
import { uuidOr } from '../common/http/uuid.pipe.js';
import { CustomerQuery, CustomerRow, DisabledChange, RoleChange } from './customer.admin.dto.js';
import { CustomerNotFound, NotYourself } from './customer.errors.js';
import { CustomerQueries } from './customer.queries.js';
import { CustomerService } from './customer.service.js';

const CustomerUuid = uuidOr(CustomerNotFound);

@ApiTags('Customer')
@Controller('api/admin/customers')
export class CustomerAdminController {
  constructor(
    private readonly customers: CustomerService,
    private readonly queries: CustomerQueries,
  ) {}

  /** List registered customers, latest first. */
  @Get()
  @Roles('support')
  @Paged(CustomerRow)
  list(@Query() query: CustomerQuery) {
    return this.queries.list(query);
  }

  /** Set the role of an account. Your own role cannot be changed, so that an admin remains. */
  @Put(':uuid/role')
  @Roles('admin')
  @Fails(CustomerNotFound, NotYourself)
  setRole(
    @Me() me: Caller,
    @Param('uuid', CustomerUuid) uuid: string,
    @Body() { role }: RoleChange,
  ): Promise<CustomerRow> {
    return this.customers.setRole(me, uuid, role);
  }

  /** Disable or enable an account, except your own. */
  @Put(':uuid/disabled')
  @Roles('admin')
  @Fails(CustomerNotFound, NotYourself)
  setDisabled(
    @Me() me: Caller,
    @Param('uuid', CustomerUuid) uuid: string,
    @Body() { disabled }: DisabledChange,
  ): Promise<CustomerRow> {
    return this.customers.setDisabled(me, uuid, disabled);
  }
}
