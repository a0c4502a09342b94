import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { CustomerModule } from '../customer/customer.module.js';
import { MailModule } from '../mail/mail.module.js';
import { CustomerEmailAdminController } from './customer-email.admin.controller.js';
import { CustomerEmailService } from './customer-email.service.js';
import { EmailChangeService } from './email-change.service.js';
import { EmailConfirmationService } from './email-confirmation.service.js';
import { EmailMails } from './email-mails.js';
import { EmailController } from './email.controller.js';
import { ProfileController } from './profile.controller.js';
import { ProfileService } from './profile.service.js';

@Module({
  imports: [AuthModule, CustomerModule, MailModule],
  controllers: [ProfileController, EmailController, CustomerEmailAdminController],
  providers: [ProfileService, CustomerEmailService, EmailChangeService, EmailConfirmationService, EmailMails],
})
export class CredentialsModule {}
