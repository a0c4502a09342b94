import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { CustomerModule } from '../customer/customer.module.js';
import { MailModule } from '../mail/mail.module.js';
import { CustomerAccountAdminController } from './customer-account.admin.controller.js';
import { MeAdminController } from './me.admin.controller.js';
import { StaffAccountService } from './staff-account.service.js';
import { StaffInvitationAdminController } from './staff-invitation.admin.controller.js';
import { StaffInvitationController } from './staff-invitation.controller.js';
import { StaffInvitationService } from './staff-invitation.service.js';
import { StaffAdminController } from './staff.admin.controller.js';
import { StaffQueries } from './staff.queries.js';
import { StaffService } from './staff.service.js';

@Module({
  imports: [AuthModule, CustomerModule, MailModule],
  controllers: [
    MeAdminController,
    StaffInvitationAdminController,
    StaffAdminController,
    StaffInvitationController,
    CustomerAccountAdminController,
  ],
  providers: [StaffService, StaffInvitationService, StaffAccountService, StaffQueries],
})
export class StaffModule {}
