import { Body, Controller, Delete, Get, HttpCode, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  NotForApiKeys,
  SecondFactorNotFound,
  SecondFactorWrong,
  TooManyAttempts,
  WrongCredentials,
} from '../auth/auth.errors.js';
import { Client, type ClientInfo } from '../auth/credentials.js';
import { type Caller, ForStaff, Me, StaffRoute } from '../common/http/access.js';
import { Example, Fails } from '../common/http/fails.js';
import {
  RecoveryCodes,
  SecondFactorConfirmation,
  SecondFactorRemoval,
  SecondFactorSecret,
  SecondFactorStart,
  SecondFactorStatus,
} from './second-factor.dto.js';
import { SecondFactorService } from './second-factor.service.js';
import { SecondFactorExists } from './staff-auth.errors.js';

@ApiTags('Staff sign-in')
@Controller('api/admin/me/second-factor')
@ForStaff()
@StaffRoute({ sessionOnly: true, withoutSecondFactor: true })
export class SecondFactorController {
  constructor(private readonly secondFactors: SecondFactorService) {}

  /** Show whether you have a second factor. */
  @Get()
  @Fails(NotForApiKeys)
  status(@Me() me: Caller): Promise<SecondFactorStatus> {
    return this.secondFactors.status(me);
  }

  /** Begin to set up your second factor (TOTP: SHA-1, 6 digits, 30 seconds). It counts from its confirmation on; beginning again replaces the secret. */
  @Post()
  @Example({ password: 'magazin-demo' })
  @HttpCode(200)
  @Fails(WrongCredentials, TooManyAttempts, SecondFactorExists, NotForApiKeys)
  begin(
    @Me() me: Caller,
    @Body() { password }: SecondFactorStart,
    @Client() client: ClientInfo,
  ): Promise<SecondFactorSecret> {
    return this.secondFactors.begin(me, password, client);
  }

  /** Confirm your second factor with a code of the app. From now on a sign-in needs a code; your other sessions end. */
  @Put()
  @Fails(SecondFactorNotFound, SecondFactorWrong, TooManyAttempts, NotForApiKeys)
  confirm(
    @Me() me: Caller,
    @Body() { code }: SecondFactorConfirmation,
    @Client() client: ClientInfo,
  ): Promise<RecoveryCodes> {
    return this.secondFactors.confirm(me, code, client);
  }

  /** Remove your second factor, and its recovery codes. */
  @Delete()
  @Example({ code: '492039', password: 'magazin-demo' })
  @HttpCode(204)
  @Fails(WrongCredentials, SecondFactorNotFound, SecondFactorWrong, TooManyAttempts, NotForApiKeys)
  remove(@Me() me: Caller, @Body() removal: SecondFactorRemoval, @Client() client: ClientInfo): Promise<void> {
    return this.secondFactors.remove(me, removal, client);
  }
}
