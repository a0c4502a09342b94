import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { Observable } from 'rxjs';
import type { CallerRequest } from '../common/access.js';
import { BucketService } from './bucket.service.js';

/** A signed-in request that still carries a guest token brings the guest's bucket along, before anything else is done. */
@Injectable()
export class MergesGuestBucket implements NestInterceptor {
  constructor(private readonly buckets: BucketService) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const { caller } = context.switchToHttp().getRequest<CallerRequest>();
    if (caller?.guestToken) await this.buckets.merge(caller, caller.guestToken);
    return next.handle();
  }
}
