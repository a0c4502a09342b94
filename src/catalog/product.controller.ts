import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Public } from '../common/http/access.js';
import { BaseUrl } from '../common/http/base-url.js';
import { Fails } from '../common/http/fails.js';
import { Paged } from '../common/http/paging.js';
import { keyOr } from '../common/http/uuid.pipe.js';
import { CachedResponse } from './cache.interceptor.js';
import { ProductNotFound } from '../stock/stock.errors.js';
import { Facets, ProductDetail, ProductDto, ProductQuery } from './product.dto.js';
import { ProductQueries } from './product.queries.js';
import { UuidOrSlug } from './product-uuid.pipe.js';

@ApiTags('Catalog')
@Controller('api/products')
@Public()
@CachedResponse()
export class ProductController {
  constructor(private readonly products: ProductQueries) {}

  /** Find products. The answer carries an `ETag`: send it back as `If-None-Match` and get 304 while nothing changed. */
  @Get()
  @Paged(ProductDto, { facets: Facets })
  list(@Query() query: ProductQuery, @BaseUrl() base: string) {
    return this.products.list(query, base);
  }

  /** One product, with all its pictures, by its uuid or slug. A slug that was changed still leads here: redirect where the `slug` of the answer differs. */
  @Get(':uuid')
  @UuidOrSlug()
  @Fails(ProductNotFound)
  detail(@Param('uuid', keyOr(ProductNotFound)) key: string, @BaseUrl() base: string): Promise<ProductDetail> {
    return this.products.detail(key, base);
  }
}
