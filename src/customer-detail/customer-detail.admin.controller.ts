import { Controller, Get, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Requires } from '../common/http/access.js';
import { Fails } from '../common/http/fails.js';
import { uuidOr } from '../common/http/uuid.pipe.js';
import { CustomerNotFound } from '../customer/customer.errors.js';
import { CustomerDetail } from './customer-detail.dto.js';
import { CustomerDetailQueries } from './customer-detail.queries.js';

@ApiTags('Customer')
@Controller('api/admin/customers')
@Requires('read:customers')
export class CustomerDetailAdminController {
  constructor(private readonly queries: CustomerDetailQueries) {}

  /** Get a registered customer, with what the customer paid in all. Orders, tickets, reviews and returns are in their lists, with `?customer=`. */
  @Get(':uuid')
  @Fails(CustomerNotFound)
  read(@Param('uuid', uuidOr(CustomerNotFound)) uuid: string): Promise<CustomerDetail> {
    return this.queries.detail(uuid);
  }
}
