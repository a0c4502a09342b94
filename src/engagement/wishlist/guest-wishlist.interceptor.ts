import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { from, mergeMap, type Observable } from 'rxjs';
import type { CallerRequest } from '../../common/http/access.js';
import { WishlistService } from './wishlist.service.js';

/** Merges the guest's wishlist into the customer's before the handler runs, where a signed-in request still carries a guest token. */
@Injectable()
export class GuestWishlistInterceptor implements NestInterceptor {
  constructor(private readonly wishlists: WishlistService) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { caller } = context.switchToHttp().getRequest<CallerRequest>();
    if (!caller?.guestToken) return next.handle();
    return from(this.wishlists.merge(caller, caller.guestToken)).pipe(mergeMap(() => next.handle()));
  }
}
