import { Module } from '@nestjs/common';
import { CatalogModule } from '../catalog/catalog.module.js';
import { ProductBulkAdminController } from './product-bulk.admin.controller.js';
import { ProductBulkService } from './product-bulk.service.js';

@Module({
  imports: [CatalogModule],
  controllers: [ProductBulkAdminController],
  providers: [ProductBulkService],
})
export class ProductBulkModule {}
