import { Module } from '@nestjs/common';
import { MediaModule } from '../media/media.module.js';
import { StockModule } from '../stock/stock.module.js';
import { CatalogQueries } from './catalog.queries.js';
import { CatalogSubscriber } from './catalog.subscriber.js';
import { ProductImageAdminController } from './product-image.admin.controller.js';
import { ProductImageService } from './product-image.service.js';
import { ProductAdminController } from './product.admin.controller.js';
import { ProductAdminQueries } from './product.admin.queries.js';
import { ProductController } from './product.controller.js';
import { ProductQueries } from './product.queries.js';
import { ProductLinkService } from './product-link.service.js';
import { ProductRemovalService } from './product-removal.service.js';
import { ProductService } from './product.service.js';
import { ResponseCache } from './response-cache.js';
import { SlugService } from './slug.service.js';

@Module({
  imports: [MediaModule, StockModule],
  controllers: [ProductController, ProductAdminController, ProductImageAdminController],
  providers: [
    ResponseCache,
    CatalogSubscriber,
    CatalogQueries,
    ProductQueries,
    ProductAdminQueries,
    ProductService,
    ProductRemovalService,
    ProductImageService,
    ProductLinkService,
    SlugService,
  ],
  exports: [ResponseCache, CatalogQueries, ProductQueries, ProductLinkService, ProductService, SlugService],
})
export class CatalogModule {}
