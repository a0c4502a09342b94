import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Public } from '../common/http/access.js';
import { Example, Fails } from '../common/http/fails.js';
import { Done, ForgottenPassword, PasswordResetInput } from './auth.dto.js';
import { ResetTokenInvalid } from './auth.errors.js';
import { Client, type ClientInfo } from './credentials.js';
import { PasswordResetService } from './password-reset.service.js';
import { PasswordService } from './password.service.js';

@ApiTags('Auth')
@Controller('api/password')
@Public()
export class PasswordController {
  constructor(
    private readonly passwords: PasswordService,
    private readonly resets: PasswordResetService,
  ) {}

  /** Request a password reset by mail. The answer is the same whether or not an account has this email. */
  @Post('forgot')
  @Example({ email: 'max.mustermann@email.com' })
  @HttpCode(200)
  async forgot(@Body() { email }: ForgottenPassword): Promise<Done> {
    await this.resets.request(email);
    return { status: 'OK', message: 'if there is an account, a mail is on its way' };
  }

  /** Set a new password with the token from the mail. All your sessions and API keys end, and failed logins no longer keep you from signing in. */
  @Post('reset')
  @HttpCode(200)
  @Fails(ResetTokenInvalid)
  async reset(@Body() { token, password }: PasswordResetInput, @Client() client: ClientInfo): Promise<Done> {
    await this.passwords.reset(token, password, client);
    return { status: 'OK', message: 'password changed' };
  }
}
