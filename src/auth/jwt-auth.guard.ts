import { type CanActivate, type ExecutionContext, Injectable, Logger } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { sql } from 'kysely';
import { validate } from 'uuid';
import { type Access, accessKey, type Caller, type CallerRequest } from '../common/http/access.js';
import { ApiContracts } from '../common/http/api-contracts.js';
import { Database } from '../database/database.js';
import { NotAuthenticated, PermissionDenied, TokenInvalid } from './auth.errors.js';
import { SessionService } from './session.service.js';

/** Deny unless opened: every route needs a token, save those marked `@Public()` or `@AllowGuest()`. */
@Injectable()
export class JwtAuthGuard implements CanActivate {
  private readonly log = new Logger('Auth');

  constructor(
    private readonly reflector: Reflector,
    private readonly contracts: ApiContracts,
    private readonly sessions: SessionService,
    private readonly database: Database,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const access = this.reflector.getAllAndOverride<Access | undefined>(accessKey, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (access === 'public') return true;
    const request = context.switchToHttp().getRequest<CallerRequest>();
    const caller = await this.callerOf(request, access === 'guest');
    if (Array.isArray(access) && caller.role !== 'admin' && !access.includes(caller.role)) {
      this.log.warn({ denied: request.routeOptions.url, customer: caller.uuid, role: caller.role });
      throw new PermissionDenied();
    }
    request.caller = caller;
    return true;
  }

  private async callerOf(request: CallerRequest, guestsToo: boolean): Promise<Caller> {
    const token = this.contracts.at(request.url).tokenOf(request.headers);
    const guestToken = guestsToo ? request.headers['x-guest-token'] : undefined;
    if (token === undefined && typeof guestToken === 'string') return this.guest(guestToken);
    if (token === undefined) throw new NotAuthenticated();
    const caller = await this.sessions.caller(token);
    return typeof guestToken === 'string' ? { ...caller, guestToken } : caller;
  }

  /** A token whose guest has registered is spent here: from then on there is a password. */
  private async guest(token: string): Promise<Caller> {
    if (!validate(token)) throw new TokenInvalid();
    const { rows } = await sql<Caller>`
      select id, uuid, null as username, role, null as session from customers
      where guest_token = ${token} and username is null and disabled_at is null
    `.execute(this.database.sql());
    if (!rows[0]) throw new TokenInvalid();
    return rows[0];
  }
}
