import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { CustomerModule } from '../customer/customer.module.js';
import { CustomerAccountAdminController } from './customer-account.admin.controller.js';
import { MeAdminController } from './me.admin.controller.js';
import { StaffQueries } from './staff.queries.js';
import { StaffService } from './staff.service.js';

@Module({
  imports: [AuthModule, CustomerModule],
  controllers: [MeAdminController, CustomerAccountAdminController],
  providers: [StaffService, StaffQueries],
})
export class StaffModule {}
