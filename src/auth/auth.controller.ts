import { Body, Controller, Get, HttpCode, Param, Post, Put, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { type Caller, Me, Public } from '../common/access.js';
import { Fails } from '../common/fails.js';
import { ValidationFailed } from '../common/request.errors.js';
import { uuidOr } from '../common/uuid.js';
import { Profile } from '../customer/customer.dto.js';
import { EmailAlreadyUsed, UsernameAlreadyUsed } from '../customer/customer.errors.js';
import {
  Done,
  LoggedIn,
  LoginInput,
  PasswordChange,
  PasswordChanged,
  RefreshInput,
  RegisterInput,
  TokenPair,
} from './auth.dto.js';
import { RefreshReused, TokenInvalid, TooManyAttempts, WrongCredentials } from './auth.errors.js';
import { AuthService, type Credentials, type Origin } from './auth.service.js';
import { Sessions } from './sessions.js';

@ApiTags('Auth')
@Controller('api')
export class AuthController {
  constructor(
    private readonly auth: AuthService,
    private readonly sessions: Sessions,
  ) {}

  /** Become a customer. */
  @Post('register')
  @Public()
  @Fails(EmailAlreadyUsed, UsernameAlreadyUsed)
  async register(@Body() registration: RegisterInput): Promise<Profile> {
    return profileOf(await this.auth.register(registration));
  }

  /** Sign in with a username or an email. Ten failures of one account in 15 minutes close it for the rest of them. */
  @Post('login')
  @Public()
  @HttpCode(200)
  @Fails(WrongCredentials, TooManyAttempts, TokenInvalid)
  login(@Body() login: LoginInput, @Req() request: FastifyRequest): Promise<LoggedIn> {
    return this.auth.login(credentialsOf(login), originOf(request));
  }

  /** Exchange a refresh token for a new pair. The old one is spent: using it again ends the session. */
  @Post('refresh')
  @Public()
  @HttpCode(200)
  @Fails(TokenInvalid, RefreshReused)
  refresh(@Body() { refresh }: RefreshInput): Promise<TokenPair> {
    return this.sessions.refresh(refresh);
  }

  /** Sign out: the token is dead at once. */
  @Post('logout')
  @HttpCode(200)
  logout(@Me() me: Caller): Promise<Done> {
    return this.end(me);
  }

  /** Sign out, for clients that can only follow a link. */
  @Get('logout')
  logoutByLink(@Me() me: Caller): Promise<Done> {
    return this.end(me);
  }

  /** Change your password. Every other session of yours ends. */
  @Put('profile/:customer_uuid/setpassword')
  @Fails(WrongCredentials, TooManyAttempts)
  setPassword(
    @Me() me: Caller,
    @Param('customer_uuid', uuidOr(WrongCredentials)) uuid: string,
    @Body() change: PasswordChange,
    @Req() request: FastifyRequest,
  ): Promise<PasswordChanged> {
    return this.auth.changePassword(me, uuid, change, originOf(request));
  }

  private async end(me: Caller): Promise<Done> {
    await this.sessions.revoke(me, me.session);
    return { status: 'OK', message: 'user logout' };
  }
}

export const originOf = (request: FastifyRequest): Origin => ({
  address: request.ip,
  userAgent: request.headers['user-agent'] ?? '',
});

function credentialsOf({ username, email, password }: LoginInput): Credentials {
  if (username !== undefined) return { login: username, kind: 'username', password };
  if (email !== undefined) return { login: email, kind: 'email', password };
  throw new ValidationFailed([{ field: 'username', errors: ['username or email must be given'] }]);
}

function profileOf(customer: { [Key in keyof Profile]: Profile[Key] | null | undefined }): Profile {
  const { uuid, username, first_name, last_name, email, phone, city } = customer;
  return { uuid, username, first_name, last_name, email, phone, city } as Profile;
}
