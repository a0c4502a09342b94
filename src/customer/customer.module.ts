import { Module } from '@nestjs/common';
import { AddressController } from './address.controller.js';
import { AddressService } from './address.service.js';
import { CustomerAdminController } from './customer.admin.controller.js';
import { CustomerController } from './customer.controller.js';
import { CustomerQueries } from './customer.queries.js';
import { CustomerService } from './customer.service.js';
import { EmailTokenService } from './email-token.service.js';

@Module({
  controllers: [CustomerController, AddressController, CustomerAdminController],
  providers: [CustomerService, AddressService, CustomerQueries, EmailTokenService],
  exports: [CustomerService, CustomerQueries, EmailTokenService],
})
export class CustomerModule {}
