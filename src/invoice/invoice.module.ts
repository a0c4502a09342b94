import { Module } from '@nestjs/common';
import { MailModule } from '../mail/mail.module.js';
import { OrderModule } from '../order/order.module.js';
import { InvoiceAdminController } from './invoice.admin.controller.js';
import { InvoiceController } from './invoice.controller.js';
import { InvoiceFiles } from './invoice-files.js';
import { InvoiceQueries } from './invoice.queries.js';
import { InvoiceService } from './invoice.service.js';

@Module({
  imports: [MailModule, OrderModule],
  controllers: [InvoiceController, InvoiceAdminController],
  providers: [InvoiceService, InvoiceFiles, InvoiceQueries],
  exports: [InvoiceService],
})
export class InvoiceModule {}
