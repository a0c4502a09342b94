import { Controller, Delete, HttpCode, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { NotForApiKeys, SecondFactorNotFound } from '../auth/auth.errors.js';
import { type Caller, Me, Requires, StaffRoute } from '../common/http/access.js';
import { Fails } from '../common/http/fails.js';
import { uuidOr } from '../common/http/uuid.pipe.js';
import { NotYourself } from '../customer/customer.errors.js';
import { PermissionLacking } from '../roles/roles.errors.js';
import { SecondFactorService } from './second-factor.service.js';

@ApiTags('Staff sign-in')
@Controller('api/admin/staff/:uuid/second-factor')
@Requires('write:staff')
@StaffRoute({ sessionOnly: true })
export class SecondFactorAdminController {
  constructor(private readonly secondFactors: SecondFactorService) {}

  /** Reset the second factor of somebody who lost both app and recovery codes: their password alone is enough again. Make sure who asks. */
  @Delete()
  @HttpCode(204)
  @Fails(SecondFactorNotFound, NotYourself, PermissionLacking, NotForApiKeys)
  reset(@Me() me: Caller, @Param('uuid', uuidOr(SecondFactorNotFound)) uuid: string): Promise<void> {
    return this.secondFactors.reset(me, uuid);
  }
}
