import {
  type CanActivate,
  type ExecutionContext,
  Injectable,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';
import type { QueryConfig } from 'pg';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { clientAddress } from '../common/http/request-id.js';
import { TooManyRequests } from '../common/http/request.errors.js';
import { Config } from '../config/config.js';
import { Database } from '../database/database.js';
import { waitFor } from '../database/request-waits.js';
import { isMonitoringRoute } from './monitoring-route.js';
import { networkOf } from './network.js';

/** Requests of an address that this process may still admit without asking the database. */
interface Lease {
  remaining: number;
  /** Milliseconds since 1970: the end of the minute. */
  expiresAt: number;
}

/**
 * Limits requests per minute and address, counted in PostgreSQL for all processes together. A process leases a fiftieth
 * of the limit at a time, so that few requests cost a statement. It is a guard, so that each contract renders the refusal
 * its own way. Unknown routes are not counted: their 404 costs less than counting.
 */
@Injectable()
export class RateLimitGuard implements CanActivate, OnModuleInit, OnModuleDestroy {
  private limiter?: RateLimiterPostgres;
  private readonly leases = new Map<string, Lease>();
  private readonly pending = new Map<string, Promise<void>>();
  private cleanup?: NodeJS.Timeout;

  constructor(
    private readonly config: Config,
    private readonly database: Database,
  ) {}

  onModuleInit(): void {
    const points = this.config.get('RATE_LIMIT');
    if (points === 0) return;
    this.limiter = new RateLimiterPostgres({
      storeClient: { query: (query: QueryConfig) => this.database.run(query) },
      storeType: 'pool',
      tableName: 'rate_limits',
      tableCreated: true,
      keyPrefix: '',
      points,
      duration: 60,
      // A refused address is refused from memory until the minute is over.
      inMemoryBlockOnConsumed: points,
    });
    this.cleanup = setInterval(() => this.removeExpired(), 60_000).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.cleanup);
  }

  /** @throws TooManyRequests */
  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    if (!this.limiter || isMonitoringRoute(context)) return true;
    const network = networkOf(clientAddress());
    return this.consume(network) || this.consumeWithLease(this.limiter, network);
  }

  private consume(ip: string): boolean {
    const lease = this.leases.get(ip);
    if (!lease || lease.remaining === 0 || lease.expiresAt <= Date.now()) return false;
    lease.remaining--;
    return true;
  }

  private async consumeWithLease(limiter: RateLimiterPostgres, ip: string): Promise<boolean> {
    while (!this.consume(ip)) {
      // Requests that arrive while the database is asked wait for the same lease.
      const pending = this.pending.get(ip);
      if (pending) await waitFor(pending);
      else {
        const lease = this.lease(limiter, ip).finally(() => this.pending.delete(ip));
        this.pending.set(ip, lease);
        await lease;
      }
    }
    return true;
  }

  private async lease(limiter: RateLimiterPostgres, ip: string): Promise<void> {
    const share = Math.ceil(limiter.points / 50);
    const { msBeforeNext, remaining } = await limiter.consume(ip, share).then(
      ({ msBeforeNext }) => ({ msBeforeNext, remaining: share }),
      (refused) => {
        // Anything else is an error of the database.
        if (!(refused instanceof RateLimiterRes)) throw refused;
        const { msBeforeNext, consumedPoints } = refused;
        // A part of the last share may remain. A refusal from memory carries no count.
        return { msBeforeNext, remaining: consumedPoints === 0 ? 0 : limiter.points - consumedPoints + share };
      },
    );
    if (remaining <= 0) throw new TooManyRequests(null, Math.ceil(msBeforeNext / 1000));
    this.leases.set(ip, { remaining, expiresAt: Date.now() + msBeforeNext });
  }

  private removeExpired(): void {
    for (const [ip, { expiresAt }] of this.leases) if (expiresAt <= Date.now()) this.leases.delete(ip);
  }
}
