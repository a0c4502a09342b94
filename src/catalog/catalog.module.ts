import { MikroOrmModule } from '@mikro-orm/nestjs';
import { Module } from '@nestjs/common';
import { Brand } from './brand.entity.js';
import { Category } from './category.entity.js';
import { Picture } from './picture.entity.js';
import { ProductController } from './product.controller.js';
import { Product, ProductCategory } from './product.entity.js';
import { ProductImage } from './product-image.entity.js';
import { ProductQueries } from './product.queries.js';
import { StockMovement } from './stock-movement.entity.js';

@Module({
  imports: [
    MikroOrmModule.forFeature([Product, ProductCategory, ProductImage, Picture, Category, Brand, StockMovement]),
  ],
  controllers: [ProductController],
  providers: [ProductQueries],
  exports: [ProductQueries],
})
export class CatalogModule {}
