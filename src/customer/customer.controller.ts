import { Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Caller, Me, Public } from '../common/http/access.js';
import { Fails } from '../common/http/fails.js';
import { Paged } from '../common/http/paging.js';
import { GuestToken, Profile } from './customer.dto.js';
import { TooManyGuests } from './customer.errors.js';
import { CustomerQueries } from './customer.queries.js';
import { CustomerService } from './customer.service.js';

@ApiTags('Customer')
@Controller('api')
export class CustomerController {
  constructor(
    private readonly customers: CustomerService,
    private readonly queries: CustomerQueries,
  ) {}

  /** Read your profile: a list with exactly one result, as documented. */
  @Get('profile')
  @Paged(Profile)
  profile(@Me() me: Caller) {
    return this.queries.profile(me.id);
  }

  /** Create a guest: a token for a bucket without an account. Send it as `X-Guest-Token`. */
  @Post('guest')
  @Public()
  @HttpCode(201)
  @Fails(TooManyGuests)
  createGuest(): Promise<GuestToken> {
    return this.customers.createGuest();
  }
}
