import { Module } from '@nestjs/common';
import { MailModule } from '../mail/mail.module.js';
import { ExchangeRateAdminController } from './exchange-rate.admin.controller.js';
import { ExchangeRateService } from './exchange-rate.service.js';
import { InvoiceAdminController } from './invoice.admin.controller.js';
import { InvoiceController } from './invoice.controller.js';
import { InvoiceExport } from './invoice-export.js';
import { InvoiceFiles } from './invoice-files.js';
import { InvoiceQueries } from './invoice.queries.js';
import { InvoiceService } from './invoice.service.js';

@Module({
  imports: [MailModule],
  controllers: [InvoiceController, InvoiceAdminController, ExchangeRateAdminController],
  providers: [InvoiceService, InvoiceFiles, InvoiceExport, InvoiceQueries, ExchangeRateService],
  exports: [InvoiceService],
})
export class InvoiceModule {}
