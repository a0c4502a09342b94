import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Unavailable } from '../common/http/request.errors.js';
import { isMonitoringRoute } from './monitoring-route.js';

/** Far more than the database works on at once: later requests would only wait for all of these. */
const maxConcurrentRequests = 250;

/** Rejects requests that could not be answered soon, so that accepted ones are. */
@Injectable()
export class OverloadGuard implements CanActivate {
  private running = 0;

  /** @throws Unavailable */
  canActivate(context: ExecutionContext): boolean {
    if (isMonitoringRoute(context)) return true;
    if (this.running >= maxConcurrentRequests) throw new Unavailable(null, 1);
    this.running++;
    const { raw } = context.switchToHttp().getResponse<FastifyReply>();
    raw.once('close', () => this.running--);
    return true;
  }
}
