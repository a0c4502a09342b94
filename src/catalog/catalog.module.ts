import { Module } from '@nestjs/common';
import { MediaModule } from '../media/media.module.js';
import { StockModule } from '../stock/stock.module.js';
import { BrandAdminController } from './brand.admin.controller.js';
import { BrandController } from './brand.controller.js';
import { BrandQueries } from './brand.queries.js';
import { BrandService } from './brand.service.js';
import { CatalogSubscriber } from './catalog.subscriber.js';
import { CategoryAdminController } from './category.admin.controller.js';
import { CategoryController } from './category.controller.js';
import { CategoryQueries } from './category.queries.js';
import { CategoryService } from './category.service.js';
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
  controllers: [
    ProductController,
    CategoryController,
    BrandController,
    ProductAdminController,
    ProductImageAdminController,
    CategoryAdminController,
    BrandAdminController,
  ],
  providers: [
    ResponseCache,
    CatalogSubscriber,
    ProductQueries,
    ProductAdminQueries,
    ProductService,
    ProductRemovalService,
    ProductImageService,
    ProductLinkService,
    SlugService,
    CategoryQueries,
    CategoryService,
    BrandQueries,
    BrandService,
  ],
  exports: [ResponseCache, ProductQueries, ProductLinkService],
})
export class CatalogModule {}
