import { Logger, Module, type OnModuleInit } from '@nestjs/common';
import { Config } from '../config/config.js';
import { MailModule } from '../mail/mail.module.js';
import { ExchangeRateAdminController } from './exchange-rate.admin.controller.js';
import { ExchangeRateService } from './exchange-rate.service.js';
import { OrderModule } from '../order/order.module.js';
import { InvoiceAdminController } from './invoice.admin.controller.js';
import { InvoiceController } from './invoice.controller.js';
import { InvoiceExport } from './invoice-export.js';
import { InvoiceFiles } from './invoice-files.js';
import { InvoicePrint } from './invoice-print.js';
import { InvoiceQueries } from './invoice.queries.js';
import { InvoiceService } from './invoice.service.js';
import { missingOfSeller } from './seller.js';

@Module({
  imports: [MailModule, OrderModule],
  controllers: [InvoiceController, InvoiceAdminController, ExchangeRateAdminController],
  providers: [InvoiceService, InvoiceFiles, InvoiceExport, InvoicePrint, InvoiceQueries, ExchangeRateService],
  exports: [InvoiceService],
})
export class InvoiceModule implements OnModuleInit {
  constructor(private readonly config: Config) {}

  onModuleInit(): void {
    const profile = this.config.get('E_INVOICE_PROFILE');
    const missing = missingOfSeller(this.config);
    if (profile !== 'en16931' && missing.length > 0)
      new Logger('Invoice').warn(`invoices of the profile ${profile} cannot be issued without ${missing.join(', ')}`);
  }
}
