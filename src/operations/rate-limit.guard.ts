import { EntityManager } from '@mikro-orm/postgresql';
import {
  type CanActivate,
  type ExecutionContext,
  Injectable,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { TooManyRequests } from '../common/http/request.errors.js';
import { Config } from '../config/config.js';
import { isMonitoringRoute } from './monitoring-route.js';

/** Requests that an address may still make before the database is asked again. */
interface Lease {
  left: number;
  /** Milliseconds since 1970: then its minute is over. */
  until: number;
}

/**
 * So many requests a minute and address, counted in PostgreSQL: all processes together allow no more. A process takes
 * them by the fiftieth part and gives them out itself, so that few requests cost a statement. A guard, so that each
 * contract words the refusal its own way. An unknown address is not counted: its 404 costs less than the counting.
 */
@Injectable()
export class RateLimitGuard implements CanActivate, OnModuleInit, OnModuleDestroy {
  private limiter?: RateLimiterPostgres;
  private readonly leases = new Map<string, Lease>();
  private readonly asked = new Map<string, Promise<void>>();
  private forgetting?: NodeJS.Timeout;

  constructor(
    private readonly config: Config,
    private readonly em: EntityManager,
  ) {}

  async onModuleInit(): Promise<void> {
    const points = this.config.get('RATE_LIMIT');
    if (points === 0) return;
    this.limiter = new RateLimiterPostgres({
      storeClient: await this.em.getConnection().getNativeClient(),
      tableName: 'rate_limits',
      tableCreated: true,
      keyPrefix: '',
      points,
      duration: 60,
      // Once refused, refused from memory until the minute is over.
      inMemoryBlockOnConsumed: points,
    });
    this.forgetting = setInterval(() => this.forget(), 60_000).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.forgetting);
  }

  /** @throws TooManyRequests */
  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    if (!this.limiter || isMonitoringRoute(context)) return true;
    const { ip } = context.switchToHttp().getRequest<FastifyRequest>();
    return this.spend(ip) || this.spendAnew(this.limiter, ip);
  }

  private spend(ip: string): boolean {
    const lease = this.leases.get(ip);
    if (!lease || lease.left === 0 || lease.until <= Date.now()) return false;
    lease.left--;
    return true;
  }

  private async spendAnew(limiter: RateLimiterPostgres, ip: string): Promise<boolean> {
    while (!this.spend(ip)) {
      // Whoever comes while the database is asked waits for the same answer.
      const asked = this.asked.get(ip) ?? this.lease(limiter, ip).finally(() => this.asked.delete(ip));
      this.asked.set(ip, asked);
      await asked;
    }
    return true;
  }

  private async lease(limiter: RateLimiterPostgres, ip: string): Promise<void> {
    const share = Math.ceil(limiter.points / 50);
    const { msBeforeNext, left } = await limiter.consume(ip, share).then(
      ({ msBeforeNext }) => ({ msBeforeNext, left: share }),
      (refused) => {
        // Anything else is the database, which the request itself would ask next: it need not wait for it twice.
        if (!(refused instanceof RateLimiterRes)) throw refused;
        const { msBeforeNext, consumedPoints } = refused;
        // Of the last share there may be a part. A refusal from memory tells no count.
        return { msBeforeNext, left: consumedPoints === 0 ? 0 : limiter.points - consumedPoints + share };
      },
    );
    if (left <= 0) throw new TooManyRequests(null, Math.ceil(msBeforeNext / 1000));
    this.leases.set(ip, { left, until: Date.now() + msBeforeNext });
  }

  private forget(): void {
    for (const [ip, { until }] of this.leases) if (until <= Date.now()) this.leases.delete(ip);
  }
}
