import { MikroOrmModule } from '@mikro-orm/nestjs';
import { Module } from '@nestjs/common';
import { MailModule } from '../mail/mail.module.js';
import { InvoiceAdminController } from './invoice.admin.controller.js';
import { InvoiceController } from './invoice.controller.js';
import { Invoice } from './invoice.entity.js';
import { InvoiceFile } from './invoice-file.entity.js';
import { InvoiceFiles } from './invoice-files.js';
import { InvoiceNumber } from './invoice-number.entity.js';
import { InvoiceQueries } from './invoice.queries.js';
import { InvoiceService } from './invoice.service.js';

@Module({
  imports: [MailModule, MikroOrmModule.forFeature([Invoice, InvoiceFile, InvoiceNumber])],
  controllers: [InvoiceController, InvoiceAdminController],
  providers: [InvoiceService, InvoiceFiles, InvoiceQueries],
  exports: [InvoiceService],
})
export class InvoiceModule {}
