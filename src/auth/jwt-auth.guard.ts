import { type ExecutionContext, Injectable, Logger } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import { validate } from 'uuid';
import {
  type Access,
  accessKey,
  type Caller,
  type CallerRequest,
  type StaffAccess,
  staffAccessKey,
} from '../common/http/access.js';
import type { Permission } from '../permissions/permissions.js';
import { ApiContracts } from '../common/http/api-contracts.js';
import { ShopError } from '../common/http/shop-error.js';
import { ApiKeyCaller, isApiKey } from './api-key-caller.js';
import { NotAuthenticated, NotForApiKeys, PermissionDenied, TokenInvalid } from './auth.errors.js';
import { SecondFactorVerifier } from './second-factor-verifier.js';
import { SessionService } from './session.service.js';
import type { Claims } from './token.service.js';

interface AuthenticatedRequest extends CallerRequest {
  user: Claims;
}

/** Denies unless opened: every route needs a token, save those marked `@Public()`, `@AllowAnonymous()` or `@AllowGuest()`. */
@Injectable()
export class JwtAuthGuard extends AuthGuard('jwt') {
  private readonly log = new Logger('Auth');

  constructor(
    private readonly reflector: Reflector,
    private readonly contracts: ApiContracts,
    private readonly sessions: SessionService,
    private readonly apiKeys: ApiKeyCaller,
    private readonly secondFactors: SecondFactorVerifier,
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
      request.caller = await this.sessions.guest(guestToken);
      return true;
    }
    if (access === 'anonymous' && !this.hasToken(request)) return true;
    const caller = await this.callerOf(access, context, request);
    this.assertAllowed(access, caller, request);
    if (caller.permissions) await this.assertStaffMay(context, caller);
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
    if (!isForStaff(access)) return;
    if (permissions && (access === 'staff' || permissions.has(access.permission))) return;
    this.log.warn({ denied: request.routeOptions.url, customer: uuid, role });
    throw new PermissionDenied();
  }

  /** @throws NotForApiKeys, SecondFactorSetupRequired */
  private async assertStaffMay(context: ExecutionContext, caller: Caller): Promise<void> {
    const route = this.reflector.getAllAndOverride<StaffAccess | undefined>(staffAccessKey, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (route?.sessionOnly && caller.session === null) throw new NotForApiKeys();
    if (!route?.withoutSecondFactor) await this.secondFactors.assertSetUp(caller);
  }

  private async callerOf(
    access: Access | undefined,
    context: ExecutionContext,
    request: AuthenticatedRequest,
  ): Promise<Caller> {
    const apiKey = this.apiKeyOf(access, request);
    if (apiKey !== undefined) return this.apiKeys.caller(apiKey);
    await super.canActivate(context);
    return this.sessions.caller(request.user);
  }

  /** Only routes of staff know keys: elsewhere one is a token that is none. */
  private apiKeyOf(access: Access | undefined, { url, headers }: CallerRequest): string | undefined {
    const token = isForStaff(access) ? this.contracts.forUrl(url).tokenOf(headers) : undefined;
    return token !== undefined && isApiKey(token) ? token : undefined;
  }
}

const isForStaff = (access: Access | undefined): access is 'staff' | { permission: Permission } =>
  access === 'staff' || typeof access === 'object';

const guestTokenOf = ({ headers }: CallerRequest): string | undefined => {
  const token = headers['x-guest-token'];
  return typeof token === 'string' ? token : undefined;
};
