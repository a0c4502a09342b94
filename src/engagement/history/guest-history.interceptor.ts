import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { from, mergeMap, type Observable } from 'rxjs';
import type { CallerRequest } from '../../common/http/access.js';
import { HistoryService } from './history.service.js';

/** Merges the guest's views into the customer's before the handler runs, where a signed-in request still carries a guest token. */
@Injectable()
export class GuestHistoryInterceptor implements NestInterceptor {
  constructor(private readonly history: HistoryService) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { caller } = context.switchToHttp().getRequest<CallerRequest>();
    if (!caller?.guestToken) return next.handle();
    return from(this.history.merge(caller, caller.guestToken)).pipe(mergeMap(() => next.handle()));
  }
}
