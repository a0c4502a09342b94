import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { from, mergeMap, type Observable } from 'rxjs';
import type { CallerRequest } from '../common/http/access.js';
import { BucketService } from './bucket.service.js';

/** A signed-in request that still carries a guest token brings the guest's bucket along, before anything else is done. */
@Injectable()
export class GuestBucketInterceptor implements NestInterceptor {
  constructor(private readonly buckets: BucketService) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { caller } = context.switchToHttp().getRequest<CallerRequest>();
    if (!caller?.guestToken) return next.handle();
    return from(this.buckets.merge(caller, caller.guestToken)).pipe(mergeMap(() => next.handle()));
  }
}
