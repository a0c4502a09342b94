import { MikroOrmModule } from '@mikro-orm/nestjs';
import { Module } from '@nestjs/common';
import { MailModule } from '../mail/mail.module.js';
import { InvoiceAdminController } from './invoice.admin.controller.js';
import { InvoiceController } from './invoice.controller.js';
import { Invoice } from './invoice.entity.js';
import { InvoiceFiles } from './invoice-files.js';
import { InvoiceNumber } from './invoice-number.entity.js';
import { InvoiceQueries } from './invoice.queries.js';
import { Invoices } from './invoices.js';

@Module({
  imports: [MailModule, MikroOrmModule.forFeature([Invoice, InvoiceNumber])],
  controllers: [InvoiceController, InvoiceAdminController],
  providers: [Invoices, InvoiceFiles, InvoiceQueries],
  exports: [Invoices],
})
export class InvoiceModule {}
