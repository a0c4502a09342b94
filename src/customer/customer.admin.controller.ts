import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Requires } from '../common/http/access.js';
import { Listed } from '../common/http/paging.js';
import { CustomerQuery, CustomerRow } from './customer.admin.dto.js';
import { CustomerQueries } from './customer.queries.js';

@ApiTags('Customer')
@Controller('api/admin/customers')
@Requires('read:customers')
export class CustomerAdminController {
  constructor(private readonly queries: CustomerQueries) {}

  /** List registered customers, latest first. */
  @Get()
  @Listed(CustomerRow)
  list(@Query() query: CustomerQuery) {
    return this.queries.list(query);
  }
}
