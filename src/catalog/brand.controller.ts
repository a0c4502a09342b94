import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Public } from '../common/http/access.js';
import { Paged, PageQuery } from '../common/http/paging.js';
import { CachedResponse } from './cache.interceptor.js';
import { BrandQueries } from './brand.queries.js';
import { CatalogRef } from './product.dto.js';

@ApiTags('Catalog')
@Controller('api/brands')
@Public()
@CachedResponse()
export class BrandController {
  constructor(private readonly brands: BrandQueries) {}

  /** The brands, by name. */
  @Get()
  @Paged(CatalogRef)
  list(@Query() page: PageQuery) {
    return this.brands.list(page);
  }
}
