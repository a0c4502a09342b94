import { Body, Controller, Delete, HttpCode, Post, Put, Req, Res, UseGuards } from '@nestjs/common';
import {
  ApiForbiddenResponse,
  ApiHeader,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiSecurity,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LoginInput, type TokenPair } from '../auth/auth.dto.js';
import {
  NotAuthenticated,
  RefreshReused,
  SecondFactorRequired,
  SecondFactorWrong,
  TokenInvalid,
  TooManyAttempts,
  WrongCredentials,
} from '../auth/auth.errors.js';
import { AuthService } from '../auth/auth.service.js';
import { Client, type ClientInfo, credentialsOf } from '../auth/credentials.js';
import { SessionService } from '../auth/session.service.js';
import { Public } from '../common/http/access.js';
import { Example, Fails } from '../common/http/fails.js';
import { DashboardRequestGuard } from './dashboard-request.guard.js';
import { DashboardSession } from './dashboard-session.dto.js';
import { refreshCookie, RefreshCookieService } from './refresh-cookie.service.js';
import { DashboardHeaderMissing, ForeignOrigin } from './staff-auth.errors.js';

const setCookie = { 'Set-Cookie': { $ref: '#/components/headers/Set-Cookie' } };
const withCookie = { type: DashboardSession, headers: setCookie };

@ApiTags('Staff sign-in')
@ApiHeader({
  name: 'X-Magazin-Dashboard',
  required: true,
  description: 'Always `1`',
  schema: { type: 'string', enum: ['1'], example: '1' },
})
@Controller('api/admin/session')
@Public()
@UseGuards(DashboardRequestGuard)
export class DashboardSessionController {
  constructor(
    private readonly auth: AuthService,
    private readonly sessions: SessionService,
    private readonly cookie: RefreshCookieService,
  ) {}

  /** Sign in as staff, in a browser. The refresh token is in the cookie `magazin_refresh`, which scripts cannot read. A customer's account is answered like an unknown one. */
  @Post()
  @Example({ username: 'admin', password: 'magazin-demo' })
  @HttpCode(200)
  @ApiOkResponse(withCookie)
  @Fails(
    WrongCredentials,
    TooManyAttempts,
    TokenInvalid,
    SecondFactorRequired,
    SecondFactorWrong,
    DashboardHeaderMissing,
    ForeignOrigin,
  )
  async open(
    @Body() login: LoginInput,
    @Client() client: ClientInfo,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DashboardSession> {
    const tokens = await this.auth.login(credentialsOf(login), client, { accounts: 'staff' });
    return this.handOut(tokens, reply);
  }

  /** Get a new access token, and a new cookie, by the cookie `magazin_refresh` alone. The old one is spent: using it again ends the session, so the tabs of a browser take turns (`navigator.locks`), and a request that a reload may interrupt is sent with `keepalive`. */
  @Put()
  @ApiSecurity(refreshCookie)
  @ApiOkResponse(withCookie)
  @Fails(NotAuthenticated, TokenInvalid, RefreshReused, DashboardHeaderMissing, ForeignOrigin)
  async renew(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DashboardSession> {
    const token = this.cookie.read(request);
    if (token === undefined) throw new NotAuthenticated();
    // A failure leaves the cookie: by the time its answer arrives, another tab may have signed in again.
    return this.handOut(await this.sessions.refresh(token, 'staff'), reply);
  }

  /** Sign out: the session's tokens are dead at once, and the cookie is cleared, also where it is no longer valid. */
  @Delete()
  @ApiSecurity(refreshCookie)
  @ApiSecurity({})
  @ApiNoContentResponse({ headers: setCookie })
  @ApiForbiddenResponse({ headers: setCookie })
  @HttpCode(204)
  @Fails(TokenInvalid, DashboardHeaderMissing, ForeignOrigin)
  async end(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    const token = this.cookie.read(request);
    this.cookie.clear(reply);
    if (token !== undefined) await this.sessions.end(token);
  }

  private handOut({ access, refresh, expires_in }: TokenPair, reply: FastifyReply): DashboardSession {
    this.cookie.set(reply, refresh);
    return { access, expires_in };
  }
}
