import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Public } from '../common/access.js';
import { Paged, PageQuery } from '../common/paging.js';
import { Remembered } from './answers.js';
import { BrandQueries } from './brand.queries.js';
import { Named } from './product.dto.js';

@ApiTags('Catalogue')
@Controller('api/brands')
@Public()
@Remembered()
export class BrandController {
  constructor(private readonly brands: BrandQueries) {}

  /** The brands, by name. */
  @Get()
  @Paged(Named)
  list(@Query() page: PageQuery) {
    return this.brands.list(page);
  }
}
