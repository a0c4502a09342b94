import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { RegistrationService } from '../../auth/registration.service.js';
import { type Caller, Me, Public } from '../../common/http/access.js';
import { Fails } from '../../common/http/fails.js';
import { EmailAlreadyUsed, GuestNotFound, TooManyGuests, UsernameAlreadyUsed } from '../../customer/customer.errors.js';
import { CustomerQueries } from '../../customer/customer.queries.js';
import { CustomerService } from '../../customer/customer.service.js';
import { StoreCustomer, StoreCustomerToken, StoreOrder, StoreRegistration, StoreUser } from './web-store.dto.js';
import { OrderHistoryService } from './order-history.service.js';
import { toCustomer } from './to-dto.js';

@ApiTags('Customer')
@Controller('api/customer')
export class WebStoreCustomerController {
  constructor(
    private readonly customers: CustomerService,
    private readonly registrations: RegistrationService,
    private readonly queries: CustomerQueries,
    private readonly history: OrderHistoryService,
  ) {}

  /** Create a new customer token: a cart without an account. */
  @Post('create')
  @Public()
  @HttpCode(200)
  @Fails(TooManyGuests)
  async create(): Promise<StoreCustomerToken> {
    const { guest_token } = await this.customers.createGuest();
    return { status: true, customer_token: guest_token };
  }

  /** Register a user and bind it to the customer by the token created before. */
  @Post('registration')
  @Public()
  @Fails(UsernameAlreadyUsed, EmailAlreadyUsed, GuestNotFound)
  async register(@Body() { token, ...registration }: StoreRegistration): Promise<StoreUser> {
    const { id, first_name, last_name } = await this.registrations.bindGuest(token, registration);
    return { id, username: registration.username, email: registration.email, first_name, last_name };
  }

  /** Your orders, oldest first, the latest hundred; the open cart is the last of them. */
  @Get('myorders')
  orders(@Me() me: Caller): Promise<StoreOrder[]> {
    return this.history.list(me.id);
  }

  /** Who you are, with the token of your cart. */
  @Get('getuser')
  async user(@Me() me: Caller): Promise<StoreCustomer> {
    return toCustomer(me.id, await this.queries.account(me.id), await this.customers.guestToken(me.id));
  }
}
