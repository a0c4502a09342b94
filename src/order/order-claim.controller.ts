import { Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Caller, Me } from '../common/http/access.js';
import { Fails } from '../common/http/fails.js';
import { OrderClaimRequested, OrdersClaimed } from './order-claim.dto.js';
import { OrderClaimService } from './order-claim.service.js';
import { ClaimTokenInvalid, TooManyClaims } from './order.errors.js';

@ApiTags('Order')
@Controller('api/orders/claims')
export class OrderClaimController {
  constructor(private readonly claims: OrderClaimService) {}

  /** Ask for the orders that were placed with your email as a guest. Mails you a token, valid for 24 hours; the answer is the same whether or not there are any. */
  @Post()
  @HttpCode(202)
  @Fails(TooManyClaims)
  async request(@Me() me: Caller): Promise<OrderClaimRequested> {
    await this.claims.request(me);
    return { status: 'OK', message: 'a mail with a link is on its way' };
  }

  /** Take over your guest orders with the token from the mail, which works once. */
  @Post(':token')
  @HttpCode(200)
  @Fails(ClaimTokenInvalid)
  redeem(@Me() me: Caller, @Param('token') token: string): Promise<OrdersClaimed> {
    return this.claims.claim(me, token);
  }
}
