import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { SecondFactorRequired, WrongCredentials } from '../../auth/auth.errors.js';
import { AuthService } from '../../auth/auth.service.js';
import { Client, type ClientInfo } from '../../auth/credentials.js';
import { RegistrationService } from '../../auth/registration.service.js';
import { SessionService } from '../../auth/session.service.js';
import { type Caller, Me, Public } from '../../common/http/access.js';
import { BaseUrl } from '../../common/http/base-url.js';
import { Example, Fails } from '../../common/http/fails.js';
import { EmailAlreadyUsed, UsernameAlreadyUsed } from '../../customer/customer.errors.js';
import { CustomerQueries } from '../../customer/customer.queries.js';
import { V1LoggedOut, V1Login, V1Profile, V1Registered, V1Registration, V1Tokens } from './customer-v1.dto.js';
import { HomeQueries } from './home.queries.js';
import { toProfile } from './to-dto.js';

@ApiTags('Customer')
@Controller('api/v1/customer')
export class CustomerV1Controller {
  constructor(
    private readonly auth: AuthService,
    private readonly registrations: RegistrationService,
    private readonly sessions: SessionService,
    private readonly customers: CustomerQueries,
    private readonly homes: HomeQueries,
  ) {}

  /** Register the customer. */
  @Post('registration')
  @Example({
    username: 'erika',
    first_name: 'Erika',
    last_name: 'Mustermann',
    email: 'erika.mustermann@email.com',
    password: 'maxpw2024!',
    address: 'Musterstr. 13, 10000 Musterstadt',
    title: 'Mrs.',
    birthday: '1990-01-01',
    phone: '+4014516266',
  })
  @Public()
  @Fails(EmailAlreadyUsed, UsernameAlreadyUsed)
  async register(@Body() { birthday, ...registration }: V1Registration): Promise<V1Registered> {
    const { first_name } = await this.registrations.register({ ...registration, birthday: birthday || null });
    return { username: registration.username, first_name, email: registration.email };
  }

  /** View the customer profile, and what the home page shows. */
  @Get('profile')
  async profile(@Me() me: Caller, @BaseUrl() base: string): Promise<V1Profile> {
    return { ...toProfile(await this.customers.account(me.id)), home: await this.homes.home(me.id, base) };
  }

  /** Log in. */
  @Post('login')
  @Example({ username: 'maxm', password: 'magazin-demo' })
  @Public()
  @HttpCode(202)
  @Fails(WrongCredentials, SecondFactorRequired)
  async login(@Body() { username, password }: V1Login, @Client() origin: ClientInfo): Promise<V1Tokens> {
    const { access, refresh } = await this.auth.login({ login: username, kind: 'username', password }, origin);
    return { token: access, refresh_token: refresh };
  }

  /** Log out: the token is dead at once. */
  @Get('logout')
  async logout(@Me() me: Caller): Promise<V1LoggedOut> {
    const { username, first_name } = await this.customers.account(me.id);
    await this.sessions.revoke(me, me.session);
    return { username, first_name };
  }
}
