import { Module } from '@nestjs/common';
import { AddressController } from './address.controller.js';
import { AddressService } from './address.service.js';
import { CustomerAdminController } from './customer.admin.controller.js';
import { CustomerController } from './customer.controller.js';
import { CustomerQueries } from './customer.queries.js';
import { CustomerService } from './customer.service.js';

@Module({
  controllers: [CustomerController, AddressController, CustomerAdminController],
  providers: [CustomerService, AddressService, CustomerQueries],
  exports: [CustomerService, CustomerQueries],
})
export class CustomerModule {}
