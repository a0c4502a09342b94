import {
  type CallHandler,
  type ExecutionContext,
  Inject,
  Injectable,
  mixin,
  type NestInterceptor,
  type Type,
  UseInterceptors,
} from '@nestjs/common';
import { from, mergeMap, type Observable } from 'rxjs';
import type { Caller, CallerRequest } from './access.js';

interface GuestMerger {
  merge(me: Caller, guestToken: string): Promise<void>;
}

/** Merges what the guest has into the customer's before the handler runs, where a signed-in request still carries a guest token. */
export function MergeGuest(Service: Type<GuestMerger>): MethodDecorator & ClassDecorator {
  @Injectable()
  class MergeGuestInterceptor implements NestInterceptor {
    constructor(@Inject(Service) private readonly service: GuestMerger) {}

    intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
      const { caller } = context.switchToHttp().getRequest<CallerRequest>();
      if (!caller?.guestToken) return next.handle();
      return from(this.service.merge(caller, caller.guestToken)).pipe(mergeMap(() => next.handle()));
    }
  }
  return UseInterceptors(mixin(MergeGuestInterceptor));
}
