import { Module } from '@nestjs/common';
import { MailDelivery } from './mail-delivery.js';
import { MailAdminController } from './mail.admin.controller.js';
import { MailQueries } from './mail.queries.js';
import { MailService } from './mail.service.js';
import { MailQueue } from './mail-queue.js';

@Module({
  controllers: [MailAdminController],
  providers: [MailQueue, MailDelivery, MailService, MailQueries],
  exports: [MailQueue],
})
export class MailModule {}
