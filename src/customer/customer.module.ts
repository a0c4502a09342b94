import { MikroOrmModule } from '@mikro-orm/nestjs';
import { Module } from '@nestjs/common';
import { AddressController } from './address.controller.js';
import { Address } from './address.entity.js';
import { AddressService } from './address.service.js';
import { CustomerAdminController } from './customer.admin.controller.js';
import { CustomerController } from './customer.controller.js';
import { Customer } from './customer.entity.js';
import { CustomerQueries } from './customer.queries.js';
import { CustomerService } from './customer.service.js';

@Module({
  imports: [MikroOrmModule.forFeature([Customer, Address])],
  controllers: [CustomerController, AddressController, CustomerAdminController],
  providers: [CustomerService, AddressService, CustomerQueries],
  exports: [CustomerService, CustomerQueries],
})
export class CustomerModule {}
