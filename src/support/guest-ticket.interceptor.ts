import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { from, mergeMap, type Observable } from 'rxjs';
import type { CallerRequest } from '../common/http/access.js';
import { TicketService } from './ticket.service.js';

/** Hands the guest's tickets to the customer before the handler runs, where a signed-in request still carries a guest token. */
@Injectable()
export class GuestTicketInterceptor implements NestInterceptor {
  constructor(private readonly tickets: TicketService) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { caller } = context.switchToHttp().getRequest<CallerRequest>();
    if (!caller?.guestToken) return next.handle();
    return from(this.tickets.merge(caller, caller.guestToken)).pipe(mergeMap(() => next.handle()));
  }
}
