import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { TicketQueries } from './ticket.queries.js';

/** Refuses a file that comes with no valid link before it is read. */
@Injectable()
export class TicketLinkGuard implements CanActivate {
  constructor(private readonly queries: TicketQueries) {}

  /** @throws TicketNotFound */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const { params } = context.switchToHttp().getRequest<FastifyRequest<{ Params: { token: string } }>>();
    await this.queries.byToken(params.token);
    return true;
  }
}
