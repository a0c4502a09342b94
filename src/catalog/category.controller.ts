import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Public } from '../common/http/access.js';
import { Paged, PageQuery } from '../common/http/paging.js';
import { CachedResponse } from './cache.interceptor.js';
import { CategoryTree } from './category.dto.js';
import { CategoryQueries } from './category.queries.js';

@ApiTags('Catalog')
@Controller('api/categories')
@Public()
@CachedResponse()
export class CategoryController {
  constructor(private readonly categories: CategoryQueries) {}

  /** The categories that are on top, each with those below it, by name. Paging counts those on top. */
  @Get()
  @Paged(CategoryTree)
  tree(@Query() page: PageQuery) {
    return this.categories.tree(page);
  }
}
