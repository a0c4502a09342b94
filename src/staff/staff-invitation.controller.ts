import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Public } from '../common/http/access.js';
import { Fails } from '../common/http/fails.js';
import { EmailAlreadyUsed, UsernameAlreadyUsed } from '../customer/customer.errors.js';
import { StaffAccountService } from './staff-account.service.js';
import { InvitationAcceptance, StaffRow } from './staff.dto.js';
import { InvitationInvalid } from './staff.errors.js';
import { StaffQueries } from './staff.queries.js';

@ApiTags('Auth')
@Controller('api/staff-invitations')
export class StaffInvitationController {
  constructor(
    private readonly accounts: StaffAccountService,
    private readonly queries: StaffQueries,
  ) {}

  /** Accept an invitation to become staff, with the token from the mail, which works once. Creates your account; then sign in. A customer's account that has the email without having confirmed it is no longer found by it. */
  @Post('accept')
  @Public()
  @Fails(InvitationInvalid, UsernameAlreadyUsed, EmailAlreadyUsed)
  async accept(@Body() acceptance: InvitationAcceptance): Promise<StaffRow> {
    return this.queries.account(await this.accounts.accept(acceptance));
  }
}
