import { Body, Controller, Get, Headers, HttpCode, Param, Post, Put } from '@nestjs/common';
import { ApiHeader, ApiTags } from '@nestjs/swagger';
import { type Caller, Me, Public, StaffRoute } from '../common/http/access.js';
import { Example, Fails } from '../common/http/fails.js';
import { uuidOr } from '../common/http/uuid.pipe.js';
import { Profile } from '../customer/customer.dto.js';
import { EmailAlreadyUsed, GuestNotFound, UsernameAlreadyUsed } from '../customer/customer.errors.js';
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
import {
  RefreshReused,
  SecondFactorRequired,
  SecondFactorWrong,
  TokenInvalid,
  TooManyAttempts,
  WrongCredentials,
} from './auth.errors.js';
import { AuthService } from './auth.service.js';
import { Client, type ClientInfo, credentialsOf } from './credentials.js';
import { PasswordService } from './password.service.js';
import { RegistrationService } from './registration.service.js';
import { SessionService } from './session.service.js';

@ApiTags('Auth')
@Controller('api')
export class AuthController {
  constructor(
    private readonly auth: AuthService,
    private readonly registrations: RegistrationService,
    private readonly sessions: SessionService,
    private readonly passwords: PasswordService,
  ) {}

  /** Become a customer. A guest who sends their token keeps bucket and orders; the token is spent. */
  @Post('register')
  @Public()
  @ApiHeader({ name: 'X-Guest-Token', required: false, description: '`guest_token` of `POST /api/guest`' })
  @Fails(EmailAlreadyUsed, UsernameAlreadyUsed, GuestNotFound)
  async register(@Body() registration: RegisterInput, @Headers('X-Guest-Token') guest?: string): Promise<Profile> {
    const registered = guest
      ? this.registrations.registerGuest(guest, registration)
      : this.registrations.register(registration);
    return profileOf(await registered);
  }

  /** Sign in with a username or an email, and the code of a second factor, where the account has one. Ten failures of one account from one address in 15 minutes close it to that address for the rest of them; a hundred in a day close it to addresses from which nobody has signed in to it before. A new password by mail opens it; so does a token of this account that the device got earlier, expired or not, as `Authorization: Bearer …`. */
  @Post('login')
  @Example({ username: 'maxm', password: 'magazin-demo' })
  @Public()
  @HttpCode(200)
  @Fails(WrongCredentials, TooManyAttempts, TokenInvalid, SecondFactorRequired, SecondFactorWrong)
  login(@Body() login: LoginInput, @Client() client: ClientInfo): Promise<LoggedIn> {
    return this.auth.login(credentialsOf(login), client);
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
  @StaffRoute({ withoutSecondFactor: true })
  @HttpCode(200)
  logout(@Me() me: Caller): Promise<Done> {
    return this.end(me);
  }

  /** Sign out, for clients that can only follow a link. */
  @Get('logout')
  @StaffRoute({ withoutSecondFactor: true })
  logoutByLink(@Me() me: Caller): Promise<Done> {
    return this.end(me);
  }

  /** Sign out everywhere: the tokens of all your sessions are dead at once, this one's too, your API keys, and the customer token of web-store. */
  @Post('logout/everywhere')
  @StaffRoute({ withoutSecondFactor: true })
  @HttpCode(200)
  async logoutEverywhere(@Me() me: Caller): Promise<Done> {
    await this.sessions.revokeEverywhere(me);
    return { status: 'OK', message: 'user logout everywhere' };
  }

  /** Change your password. Every other session of yours ends; API keys stay. */
  @Put('profile/:customer_uuid/setpassword')
  @Example({ username: 'maxm', old_password: 'magazin-demo', password: 'onlydarkside' })
  @Fails(WrongCredentials, TooManyAttempts)
  setPassword(
    @Me() me: Caller,
    @Param('customer_uuid', uuidOr(WrongCredentials)) uuid: string,
    @Body() change: PasswordChange,
    @Client() client: ClientInfo,
  ): Promise<PasswordChanged> {
    return this.passwords.change(me, uuid, change, client);
  }

  private async end(me: Caller): Promise<Done> {
    await this.sessions.revoke(me, me.session);
    return { status: 'OK', message: 'user logout' };
  }
}

function profileOf(customer: { [Key in keyof Profile]: Profile[Key] | null | undefined }): Profile {
  const { uuid, username, first_name, last_name, email, phone, city } = customer;
  return { uuid, username, first_name, last_name, email, phone, city } as Profile;
}
