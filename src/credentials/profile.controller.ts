import { Body, Controller, HttpCode, Param, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Done } from '../auth/auth.dto.js';
import { PasswordRequired, TooManyAttempts, WrongCredentials } from '../auth/auth.errors.js';
import { Client, type ClientInfo } from '../auth/credentials.js';
import { type Caller, Me } from '../common/http/access.js';
import { Example, Fails } from '../common/http/fails.js';
import { uuidOr } from '../common/http/uuid.pipe.js';
import { ProfileChanged } from '../customer/customer.dto.js';
import { CustomerNotFound, EmailAlreadyUsed, UsernameAlreadyUsed } from '../customer/customer.errors.js';
import { ProfileChangeInput } from './credentials.dto.js';
import { EmailAlreadyConfirmed, TooManyConfirmations, TooManyEmailChanges } from './credentials.errors.js';
import { EmailConfirmationService } from './email-confirmation.service.js';
import { ProfileService } from './profile.service.js';

@ApiTags('Customer')
@Controller('api/profile')
export class ProfileController {
  constructor(
    private readonly profiles: ProfileService,
    private readonly confirmations: EmailConfirmationService,
  ) {}

  /** Get the mail that confirms your email once more, at most five times a day. Its token is good for 7 days, and so are earlier ones. */
  @Post('email_confirmation')
  @HttpCode(200)
  @Fails(EmailAlreadyConfirmed, EmailAlreadyUsed, TooManyConfirmations)
  async sendConfirmation(@Me() me: Caller): Promise<Done> {
    await this.confirmations.send(me);
    return { status: 'OK', message: 'a mail with a token is on its way' };
  }

  /**
   * Change your profile. More than 15 minutes after your sign-in, another email or username
   * takes your `password`. Another email ends your other sessions; the earlier address is told and can undo it for 48 hours,
   * and the new one gets a link to confirm it. A username that is your email follows it.
   */
  @Put(':customer_uuid')
  @Example({
    username: 'maxm',
    email: 'max.mustermann@email.com',
    first_name: 'Max',
    last_name: 'Mustermann',
    phone: '+4014516266',
    city: 'Musterstadt',
  })
  @Fails(
    CustomerNotFound,
    EmailAlreadyUsed,
    UsernameAlreadyUsed,
    PasswordRequired,
    WrongCredentials,
    TooManyAttempts,
    TooManyEmailChanges,
  )
  change(
    @Me() me: Caller,
    @Param('customer_uuid', uuidOr(CustomerNotFound)) uuid: string,
    @Body() profile: ProfileChangeInput,
    @Client() client: ClientInfo,
  ): Promise<ProfileChanged> {
    return this.profiles.change(me, uuid, profile, client);
  }
}
