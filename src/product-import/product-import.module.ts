import { Module } from '@nestjs/common';
import { CatalogModule } from '../catalog/catalog.module.js';
import { ImportLinksService } from './import-links.service.js';
import { ImportMergeService } from './import-merge.service.js';
import { ImportPreviewService } from './import-preview.service.js';
import { ImportStagingService } from './import-staging.service.js';
import { ProductCsvAdminController } from './product-csv.admin.controller.js';
import { ProductExportService } from './product-export.service.js';
import { ProductImportService } from './product-import.service.js';

@Module({
  imports: [CatalogModule],
  controllers: [ProductCsvAdminController],
  providers: [
    ProductImportService,
    ImportStagingService,
    ImportLinksService,
    ImportMergeService,
    ImportPreviewService,
    ProductExportService,
  ],
})
export class ProductImportModule {}
