import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Public } from '../common/http/access.js';
import { Fails } from '../common/http/fails.js';
import { Paged } from '../common/http/paging.js';
import { keyOr } from '../common/http/uuid.pipe.js';
import { CachedResponse } from '../catalog/cache.interceptor.js';
import { BrandNotFound } from '../catalog/catalog.errors.js';
import { BrandQueries } from './brand.queries.js';
import { CatalogRef } from '../catalog/product.dto.js';
import { TaxonomyQuery } from './taxonomy.dto.js';

@ApiTags('Catalog')
@Controller('api/brands')
@Public()
@CachedResponse()
export class BrandController {
  constructor(private readonly brands: BrandQueries) {}

  /** The brands, by name. */
  @Get()
  @Paged(CatalogRef)
  list(@Query() page: TaxonomyQuery) {
    return this.brands.list(page);
  }

  /** One brand, by its uuid or slug. A slug that was changed still leads here: redirect where the `slug` of the answer differs. */
  @Get(':uuidOrSlug')
  @Fails(BrandNotFound)
  one(@Param('uuidOrSlug', keyOr(BrandNotFound)) key: string): Promise<CatalogRef> {
    return this.brands.one(key);
  }
}
