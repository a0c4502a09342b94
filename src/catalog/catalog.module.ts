import { MikroOrmModule } from '@mikro-orm/nestjs';
import { Module } from '@nestjs/common';
import { ResponseCache } from './response-cache.js';
import { BrandAdminController } from './brand.admin.controller.js';
import { BrandController } from './brand.controller.js';
import { Brand } from './brand.entity.js';
import { BrandQueries } from './brand.queries.js';
import { BrandService } from './brand.service.js';
import { CatalogSubscriber } from './catalog.subscriber.js';
import { CategoryAdminController } from './category.admin.controller.js';
import { CategoryController } from './category.controller.js';
import { Category } from './category.entity.js';
import { CategoryQueries } from './category.queries.js';
import { CategoryService } from './category.service.js';
import { ProductImageAdminController } from './product-image.admin.controller.js';
import { ProductImageService } from './product-image.service.js';
import { ProductAdminController } from './product.admin.controller.js';
import { ProductAdminQueries } from './product.admin.queries.js';
import { ProductController } from './product.controller.js';
import { Product, ProductCategory } from './product.entity.js';
import { ProductImage } from './product-image.entity.js';
import { ProductQueries } from './product.queries.js';
import { ProductService } from './product.service.js';

@Module({
  imports: [MikroOrmModule.forFeature([Product, ProductCategory, ProductImage, Category, Brand])],
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
    ProductImageService,
    CategoryQueries,
    CategoryService,
    BrandQueries,
    BrandService,
  ],
  exports: [ResponseCache, ProductQueries],
})
export class CatalogModule {}
