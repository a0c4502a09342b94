import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { clientAddress } from '../common/http/request-id.js';
import { TooManyRequests, Unavailable } from '../common/http/request.errors.js';
import { isUpload } from '../common/http/uploads.js';
import { isMonitoringRoute } from './monitoring-route.js';
import { networkOf } from './network.js';

/** Far more than the database works on at once: later requests would only wait for all of these. */
const maxConcurrentRequests = 250;
/** An upload lasts as long as its client likes: those of one route, and of one network, leave the others their places. */
const maxUploads = { route: 20, network: 6 };

/** Rejects requests that could not be answered soon, so that accepted ones are. Uploads are counted apart. */
@Injectable()
export class OverloadGuard implements CanActivate {
  private running = 0;
  /** By route and by network; both are none where nothing is uploaded. */
  private readonly uploads = new Map<string, number>();

  /** @throws Unavailable, TooManyRequests */
  canActivate(context: ExecutionContext): boolean {
    if (isMonitoringRoute(context)) return true;
    const [request, reply] = [
      context.switchToHttp().getRequest<FastifyRequest>(),
      context.switchToHttp().getResponse<FastifyReply>(),
    ];
    if (isUpload(request)) this.admitUpload(request, reply);
    else {
      if (this.running >= maxConcurrentRequests) throw new Unavailable(null, 1);
      this.running++;
      reply.raw.once('close', () => this.running--);
    }
    return true;
  }

  private admitUpload({ routeOptions }: FastifyRequest, { raw }: FastifyReply): void {
    const [network, route] = [networkOf(clientAddress()), String(routeOptions.url)];
    if (this.underway(network) >= maxUploads.network) throw new TooManyRequests(null, 1);
    if (this.underway(route) >= maxUploads.route) throw new Unavailable(null, 1);
    for (const key of [network, route]) this.uploads.set(key, this.underway(key) + 1);
    raw.once('close', () => {
      for (const key of [network, route])
        if (this.underway(key) > 1) this.uploads.set(key, this.underway(key) - 1);
        else this.uploads.delete(key);
    });
  }

  private underway(key: string): number {
    return this.uploads.get(key) ?? 0;
  }
}
