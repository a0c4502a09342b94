import { EntityManager } from '@mikro-orm/postgresql';
import { type CanActivate, type ExecutionContext, Injectable, type OnModuleInit } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { TooManyRequests } from '../common/request.errors.js';
import { Config } from '../config/config.js';
import { always } from './always.js';

/**
 * So many requests a minute and address, counted in PostgreSQL: all processes together allow no more. A guard, so that
 * each contract words the refusal its own way. An unknown address is not counted: its 404 costs less than the counting.
 */
@Injectable()
export class RateLimit implements CanActivate, OnModuleInit {
  private limiter?: RateLimiterPostgres;

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
  }

  /** @throws TooManyRequests */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (!this.limiter || always(context)) return true;
    const { ip } = context.switchToHttp().getRequest<FastifyRequest>();
    await this.limiter.consume(ip).catch((refused) => {
      // Anything else is the database, which the request itself would ask next: it need not wait for it twice.
      throw refused instanceof RateLimiterRes
        ? new TooManyRequests(null, Math.ceil(refused.msBeforeNext / 1000))
        : refused;
    });
    return true;
  }
}
