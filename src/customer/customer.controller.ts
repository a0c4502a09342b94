import { Body, Controller, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Caller, Me, Public } from '../common/http/access.js';
import { Fails } from '../common/http/fails.js';
import { Paged } from '../common/http/paging.js';
import { uuidOr } from '../common/http/uuid.pipe.js';
import { GuestToken, Profile, ProfileChanged, ProfileInput } from './customer.dto.js';
import { CustomerNotFound, EmailAlreadyUsed, UsernameAlreadyUsed } from './customer.errors.js';
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

  /** Change your profile. Omitted fields keep their value. */
  @Put('profile/:customer_uuid')
  @Fails(CustomerNotFound, EmailAlreadyUsed, UsernameAlreadyUsed)
  change(
    @Me() me: Caller,
    @Param('customer_uuid', uuidOr(CustomerNotFound)) uuid: string,
    @Body() profile: ProfileInput,
  ): Promise<ProfileChanged> {
    return this.customers.change(me, uuid, profile);
  }

  /** Create a guest: a token for a bucket without an account. Send it as `X-Guest-Token`. */
  @Post('guest')
  @Public()
  @HttpCode(201)
  guest(): Promise<GuestToken> {
    return this.customers.createGuest();
  }
}
