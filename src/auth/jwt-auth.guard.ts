import { type ExecutionContext, Injectable, Logger } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import { validate } from 'uuid';
import { type Access, accessKey, type Caller, type CallerRequest } from '../common/http/access.js';
import { ApiContracts } from '../common/http/api-contracts.js';
import { ShopError } from '../common/http/shop-error.js';
import { Database } from '../database/database.js';
import { statement } from '../database/statement.js';
import { NotAuthenticated, PermissionDenied, TokenInvalid } from './auth.errors.js';
import { SessionService } from './session.service.js';
import type { Claims } from './token.service.js';

interface AuthenticatedRequest extends CallerRequest {
  user: Claims;
}

/** Value: the guest's token. */
const guestOf = statement<Caller>(
  'guest_caller',
  `
  select id, uuid, null as username, role, null as session from customers
  where guest_token = $1 and username is null and disabled_at is null
`,
);

/** Denies unless opened: every route needs a token, save those marked `@Public()`, `@AllowAnonymous()` or `@AllowGuest()`. */
@Injectable()
export class JwtAuthGuard extends AuthGuard('jwt') {
  private readonly log = new Logger('Auth');

  constructor(
    private readonly reflector: Reflector,
    private readonly contracts: ApiContracts,
    private readonly sessions: SessionService,
    private readonly database: Database,
  ) {
    super();
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const access = this.reflector.getAllAndOverride<Access | undefined>(accessKey, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (access === 'public') return true;
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const guestToken = access === 'guest' || access === 'anonymous' ? guestTokenOf(request) : undefined;
    if (guestToken !== undefined && !this.hasToken(request)) {
      request.caller = await this.guest(guestToken);
      return true;
    }
    if (access === 'anonymous' && !this.hasToken(request)) return true;
    await super.canActivate(context);
    const caller = await this.sessions.caller(request.user);
    this.assertAllowed(access, caller, request);
    request.caller = guestToken !== undefined && validate(guestToken) ? { ...caller, guestToken } : caller;
    return true;
  }

  /** Turns passport's outcome into the coded refusals. @throws NotAuthenticated, TokenInvalid */
  override handleRequest<User>(error: unknown, user: User | false, _info: unknown, context: ExecutionContext): User {
    if (error instanceof ShopError) throw error;
    if (user) return user;
    throw this.hasToken(context.switchToHttp().getRequest()) ? new TokenInvalid() : new NotAuthenticated();
  }

  private hasToken({ url, headers }: CallerRequest): boolean {
    return this.contracts.forUrl(url).tokenOf(headers) !== undefined;
  }

  /** @throws PermissionDenied */
  private assertAllowed(access: Access | undefined, { permissions, role, uuid }: Caller, request: CallerRequest): void {
    if (access !== 'staff' && typeof access !== 'object') return;
    if (permissions && (access === 'staff' || permissions.has(access.permission))) return;
    this.log.warn({ denied: request.routeOptions.url, customer: uuid, role });
    throw new PermissionDenied();
  }

  /** The token of a guest who registered is spent: from then on there is a password. @throws TokenInvalid */
  private async guest(token: string): Promise<Caller> {
    if (!validate(token)) throw new TokenInvalid();
    const [guest] = await this.database.query(guestOf, [token]);
    if (!guest) throw new TokenInvalid();
    return guest;
  }
}

const guestTokenOf = ({ headers }: CallerRequest): string | undefined => {
  const token = headers['x-guest-token'];
  return typeof token === 'string' ? token : undefined;
};
