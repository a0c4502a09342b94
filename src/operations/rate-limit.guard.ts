import {
  type CanActivate,
  type ExecutionContext,
  Injectable,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';
import { sql } from 'kysely';
import { clientAddress } from '../common/http/request-id.js';
import { TooManyRequests } from '../common/http/request.errors.js';
import { Config } from '../config/config.js';
import { deleteInBatches } from '../database/batches.js';
import { Database } from '../database/database.js';
import { waitFor } from '../database/request-waits.js';
import { statement } from '../database/statement.js';
import { Jobs } from '../jobs/jobs.js';
import { isMonitoringRoute } from './monitoring-route.js';
import { networkOf } from './network.js';

const now = '(extract(epoch from clock_timestamp()) * 1000)::bigint';

/** Values: the network, a number of requests. Their sum in this minute, and the milliseconds that are left of it. */
const consume = statement<{ points: number; left: number }>(
  'rate_limit_consume',
  `
  insert into rate_limits as used (key, points, expire) values ($1, $2, ${now} + 60000)
  on conflict (key) do update set
    points = case when used.expire > ${now} then used.points + excluded.points else excluded.points end,
    expire = case when used.expire > ${now} then used.expire else excluded.expire end
  returning points, (expire - ${now})::int as left
`,
);

/** Requests of a network that this process may still admit without asking the database. */
interface Lease {
  remaining: number;
  /** The end of the minute, by `performance.now()`, which no change of the machine's clock moves. */
  expiresAt: number;
  /** Whether the database has no more for this minute. */
  isLast: boolean;
}

/**
 * Limits requests per minute and network, counted in PostgreSQL for all processes together. A process leases a fiftieth
 * of the limit at a time, so that few requests cost a statement. It is a guard, so that each contract renders the refusal
 * its own way. Unknown routes are not counted: their 404 costs less than counting.
 */
@Injectable()
export class RateLimitGuard implements CanActivate, OnModuleInit, OnModuleDestroy {
  private readonly limit: number;
  private readonly leases = new Map<string, Lease>();
  private readonly pending = new Map<string, Promise<void>>();
  private cleanup?: NodeJS.Timeout;

  constructor(
    config: Config,
    private readonly database: Database,
    private readonly jobs: Jobs,
  ) {
    this.limit = config.get('RATE_LIMIT');
  }

  onModuleInit(): void {
    this.cleanup = setInterval(() => this.removeExpired(), 60_000).unref();
    this.jobs.hourly('rate_limits.forget', () =>
      deleteInBatches(this.database, 'rate_limits', sql`expire < ${sql.raw(now)}`),
    );
  }

  onModuleDestroy(): void {
    clearInterval(this.cleanup);
  }

  /** @throws TooManyRequests */
  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    if (this.limit === 0 || isMonitoringRoute(context)) return true;
    const network = networkOf(clientAddress());
    return this.consume(network) || this.consumeWithLease(network);
  }

  /** @throws TooManyRequests, from memory until the minute is over */
  private consume(network: string): boolean {
    const lease = this.leases.get(network);
    const left = lease ? lease.expiresAt - performance.now() : 0;
    if (!lease || left <= 0) return false;
    if (lease.remaining === 0 && lease.isLast) throw new TooManyRequests(null, Math.ceil(left / 1000));
    if (lease.remaining === 0) return false;
    lease.remaining--;
    return true;
  }

  private async consumeWithLease(network: string): Promise<boolean> {
    while (!this.consume(network)) {
      // Requests that arrive while the database is asked wait for the same lease.
      const pending = this.pending.get(network);
      if (pending) await waitFor(pending);
      else {
        const lease = this.lease(network).finally(() => this.pending.delete(network));
        this.pending.set(network, lease);
        await lease;
      }
    }
    return true;
  }

  private async lease(network: string): Promise<void> {
    const share = Math.ceil(this.limit / 50);
    const [used] = await this.database.query(consume, [network, share]);
    if (!used) throw new Error('an upsert answers its row');
    const { points, left } = used;
    // Of the last share, a part may be within the limit.
    const remaining = Math.min(share, Math.max(0, this.limit - points + share));
    this.leases.set(network, { remaining, expiresAt: performance.now() + left, isLast: points >= this.limit });
  }

  private removeExpired(): void {
    for (const [network, { expiresAt }] of this.leases) if (expiresAt <= performance.now()) this.leases.delete(network);
  }
}
