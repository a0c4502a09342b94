import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { originOf } from '../common/http/base-url.js';
import { Config } from '../config/config.js';
import { DashboardHeaderMissing, ForeignOrigin } from './staff-auth.errors.js';

/**
 * Against cross-site request forgery: browsers add a cookie to requests that other sites make. `SameSite=Strict` does not cover
 * other origins of the same site, such as a blog on a subdomain. Neither a form nor a link can send a header of its own, and a
 * script of another origin only after a preflight; `CORS_ORIGINS` may allow that one to the shop's front ends, so the origin
 * is compared, too. Clients that are no browsers send no `Origin`.
 */
@Injectable()
export class DashboardRequestGuard implements CanActivate {
  constructor(private readonly config: Config) {}

  /** @throws DashboardHeaderMissing, ForeignOrigin */
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const { origin, 'x-magazin-dashboard': dashboard } = request.headers;
    if (dashboard !== '1') throw new DashboardHeaderMissing();
    const own = [originOf(request), URL.parse(this.config.get('PUBLIC_URL'))?.origin];
    if (origin !== undefined && !own.includes(origin)) throw new ForeignOrigin({ origin });
    return true;
  }
}
