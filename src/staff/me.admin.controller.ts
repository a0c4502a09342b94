import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Caller, ForStaff, Me } from '../common/http/access.js';
import { StaffMe } from './staff.dto.js';
import { StaffQueries } from './staff.queries.js';

@ApiTags('Staff')
@Controller('api/admin/me')
@ForStaff()
export class MeAdminController {
  constructor(private readonly queries: StaffQueries) {}

  /** Read who you are and what you may do. */
  @Get()
  read(@Me() me: Caller): Promise<StaffMe> {
    return this.queries.me(me);
  }
}
