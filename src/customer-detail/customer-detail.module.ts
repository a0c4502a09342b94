import { Module } from '@nestjs/common';
import { CustomerModule } from '../customer/customer.module.js';
import { CustomerDetailAdminController } from './customer-detail.admin.controller.js';
import { CustomerDetailQueries } from './customer-detail.queries.js';

@Module({
  imports: [CustomerModule],
  controllers: [CustomerDetailAdminController],
  providers: [CustomerDetailQueries],
})
export class CustomerDetailModule {}
