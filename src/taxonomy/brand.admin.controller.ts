import { Body, Controller, Delete, Get, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Caller, Me, Requires } from '../common/http/access.js';
import { Example, Fails } from '../common/http/fails.js';
import { Listed } from '../common/http/paging.js';
import { uuidOr } from '../common/http/uuid.pipe.js';
import { BrandChange, BrandInput } from './brand.dto.js';
import { BrandQueries } from './brand.queries.js';
import { BrandService } from './brand.service.js';
import { CatalogRemoved } from '../catalog/product.dto.js';
import { BrandNameTaken, BrandNotFound, SlugTaken, StillInUse } from '../catalog/catalog.errors.js';
import { CatalogRef } from '../catalog/product.dto.js';
import { TaxonomyListQuery } from './taxonomy.dto.js';

const BrandUuid = uuidOr(BrandNotFound);

@ApiTags('Catalog')
@Controller('api/admin/brands')
@Requires('write:brands')
export class BrandAdminController {
  constructor(
    private readonly brands: BrandService,
    private readonly queries: BrandQueries,
  ) {}

  /** The brands, by name. */
  @Get()
  @Requires('read:brands')
  @Listed(CatalogRef)
  list(@Query() page: TaxonomyListQuery) {
    return this.queries.listAll(page);
  }

  /** One brand. */
  @Get(':uuid')
  @Requires('read:brands')
  @Fails(BrandNotFound)
  one(@Param('uuid', BrandUuid) uuid: string): Promise<CatalogRef> {
    return this.queries.one(uuid);
  }

  /** Add a brand. */
  @Post()
  @Fails(SlugTaken, BrandNameTaken)
  create(@Me() me: Caller, @Body() brand: BrandInput): Promise<CatalogRef> {
    return this.brands.create(me, brand);
  }

  /** Change a brand. Fields left out stay as they are. Searches follow at once for 500 of its products, and within a minute for tens of thousands. */
  @Put(':uuid')
  @Example({ name: 'Del Monte' })
  @Fails(BrandNotFound, SlugTaken, BrandNameTaken)
  change(@Me() me: Caller, @Param('uuid', BrandUuid) uuid: string, @Body() change: BrandChange): Promise<CatalogRef> {
    return this.brands.update(me, uuid, change);
  }

  /** Remove a brand that no product has. */
  @Delete(':uuid')
  @Fails(BrandNotFound, StillInUse)
  async remove(@Me() me: Caller, @Param('uuid', BrandUuid) uuid: string): Promise<CatalogRemoved> {
    await this.brands.remove(me, uuid);
    return { status: 'OK', message: 'brand removed' };
  }
}
