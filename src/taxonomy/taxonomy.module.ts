import { Module } from '@nestjs/common';
import { CatalogModule } from '../catalog/catalog.module.js';
import { BrandAdminController } from './brand.admin.controller.js';
import { BrandController } from './brand.controller.js';
import { BrandQueries } from './brand.queries.js';
import { BrandService } from './brand.service.js';
import { CategoryAdminController } from './category.admin.controller.js';
import { CategoryController } from './category.controller.js';
import { CategoryQueries } from './category.queries.js';
import { CategoryService } from './category.service.js';
import { KeywordService } from './keyword.service.js';

@Module({
  imports: [CatalogModule],
  controllers: [CategoryController, BrandController, CategoryAdminController, BrandAdminController],
  providers: [CategoryQueries, CategoryService, BrandQueries, BrandService, KeywordService],
})
export class TaxonomyModule {}
