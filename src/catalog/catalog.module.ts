import { MikroOrmModule } from '@mikro-orm/nestjs';
import { Module } from '@nestjs/common';
import { Answers } from './answers.js';
import { BrandAdminController } from './brand.admin.controller.js';
import { BrandController } from './brand.controller.js';
import { Brand } from './brand.entity.js';
import { BrandQueries } from './brand.queries.js';
import { BrandService } from './brand.service.js';
import { CatalogChanges } from './catalog-changes.js';
import { CategoryAdminController } from './category.admin.controller.js';
import { CategoryController } from './category.controller.js';
import { Category } from './category.entity.js';
import { CategoryQueries } from './category.queries.js';
import { CategoryService } from './category.service.js';
import { PictureAdminController } from './picture.admin.controller.js';
import { PictureController } from './picture.controller.js';
import { Picture } from './picture.entity.js';
import { PictureQueries } from './picture.queries.js';
import { PictureService } from './picture.service.js';
import { ProductAdminController } from './product.admin.controller.js';
import { ProductAdminQueries } from './product.admin.queries.js';
import { ProductCsvAdminController } from './product-csv.admin.controller.js';
import { ProductController } from './product.controller.js';
import { Product, ProductCategory } from './product.entity.js';
import { ProductExport } from './product-export.js';
import { ProductImage } from './product-image.entity.js';
import { ProductImport } from './product-import.service.js';
import { ProductQueries } from './product.queries.js';
import { ProductService } from './product.service.js';
import { StockAdminController } from './stock.admin.controller.js';
import { StockMovement } from './stock-movement.entity.js';
import { StockQueries } from './stock.queries.js';
import { StockService } from './stock.service.js';
import { Uploads } from './uploads.js';

@Module({
  imports: [
    MikroOrmModule.forFeature([Product, ProductCategory, ProductImage, Picture, Category, Brand, StockMovement]),
  ],
  controllers: [
    ProductController,
    CategoryController,
    BrandController,
    PictureController,
    ProductCsvAdminController,
    ProductAdminController,
    StockAdminController,
    PictureAdminController,
    CategoryAdminController,
    BrandAdminController,
  ],
  providers: [
    Answers,
    CatalogChanges,
    ProductQueries,
    ProductAdminQueries,
    ProductService,
    ProductImport,
    ProductExport,
    StockQueries,
    StockService,
    PictureQueries,
    PictureService,
    CategoryQueries,
    CategoryService,
    BrandQueries,
    BrandService,
    Uploads,
  ],
  exports: [Answers, ProductQueries],
})
export class CatalogModule {}
