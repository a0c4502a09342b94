import { Body, Controller, Param, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Caller, Me, Requires } from '../common/http/access.js';
import { Fails } from '../common/http/fails.js';
import { uuidOr } from '../common/http/uuid.pipe.js';
import { CustomerRow } from '../customer/customer.admin.dto.js';
import { CustomerNotFound, EmailAlreadyUsed, NotYourself } from '../customer/customer.errors.js';
import { CustomerQueries } from '../customer/customer.queries.js';
import { PermissionLacking } from '../roles/roles.errors.js';
import { AccountEmail } from './credentials.dto.js';
import { TooManyEmailChanges } from './credentials.errors.js';
import { CustomerEmailService } from './customer-email.service.js';

@ApiTags('Customer')
@Controller('api/admin/customers/:uuid/email')
@Requires('write:customers')
export class CustomerEmailAdminController {
  constructor(
    private readonly emails: CustomerEmailService,
    private readonly customers: CustomerQueries,
  ) {}

  /**
   * Set the email of an account, except your own: for somebody who no longer reads the mails of theirs. All its sessions end; the
   * earlier address is told and can undo it for 48 hours. For one of staff you also need `write:staff` and all permissions of its role.
   */
  @Put()
  @Fails(CustomerNotFound, NotYourself, PermissionLacking, EmailAlreadyUsed, TooManyEmailChanges)
  async set(
    @Me() me: Caller,
    @Param('uuid', uuidOr(CustomerNotFound)) uuid: string,
    @Body() { email }: AccountEmail,
  ): Promise<CustomerRow> {
    await this.emails.set(me, uuid, email);
    return this.customers.row(uuid);
  }
}
