import { Module } from '@nestjs/common';
import { ProductCsvAdminController } from './product-csv.admin.controller.js';
import { ProductExportService } from './product-export.service.js';
import { ProductImportService } from './product-import.service.js';

@Module({
  controllers: [ProductCsvAdminController],
  providers: [ProductImportService, ProductExportService],
})
export class ProductImportModule {}
