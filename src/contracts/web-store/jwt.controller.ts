import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { RefreshReused, SecondFactorRequired, TokenInvalid, WrongCredentials } from '../../auth/auth.errors.js';
import { AuthService } from '../../auth/auth.service.js';
import { Client, type ClientInfo } from '../../auth/credentials.js';
import { SessionService } from '../../auth/session.service.js';
import { Public } from '../../common/http/access.js';
import { Example, Fails } from '../../common/http/fails.js';
import { StoreAccess, StoreLogin, StoreRefresh, StoreTokens } from './web-store.dto.js';

@ApiTags('JWT')
@Controller('api/jwt')
@Public()
export class JwtController {
  constructor(
    private readonly auth: AuthService,
    private readonly sessions: SessionService,
  ) {}

  /** Get an access and a refresh token. */
  @Post('auth')
  @Example({ username: 'maxm', password: 'magazin-demo' })
  @HttpCode(200)
  @Fails(WrongCredentials, SecondFactorRequired)
  async signIn(@Body() { username, password }: StoreLogin, @Client() origin: ClientInfo): Promise<StoreTokens> {
    const login = { login: username, kind: 'username' as const, password };
    const { refresh, access } = await this.auth.login(login, origin, { refresh: 'lasting' });
    return { refresh, access };
  }

  /** Get a new access token when the old one is expired. The refresh token stays as it is. */
  @Post('refresh')
  @HttpCode(200)
  @Fails(TokenInvalid, RefreshReused)
  async refresh(@Body() { refresh }: StoreRefresh): Promise<StoreAccess> {
    return { access: await this.sessions.renewAccess(refresh) };
  }
}
