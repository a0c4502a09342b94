import { MikroOrmModule } from '@mikro-orm/nestjs';
import { Module } from '@nestjs/common';
import { Delivery } from './delivery.js';
import { MailAdminController } from './mail.admin.controller.js';
import { Mail } from './mail.entity.js';
import { MailQueries } from './mail.queries.js';
import { MailService } from './mail.service.js';
import { Mails } from './mails.js';

@Module({
  imports: [MikroOrmModule.forFeature([Mail])],
  controllers: [MailAdminController],
  providers: [Mails, Delivery, MailService, MailQueries],
  exports: [Mails],
})
export class MailModule {}
