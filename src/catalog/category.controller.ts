import { Controller, Get, Header, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Public } from '../common/access.js';
import { Paged, PageQuery } from '../common/paging.js';
import { CategoryTree } from './category.dto.js';
import { CategoryQueries } from './category.queries.js';

@ApiTags('Catalogue')
@Controller('api/categories')
@Public()
export class CategoryController {
  constructor(private readonly categories: CategoryQueries) {}

  /** The categories that are on top, each with those below it, by name. Paging counts those on top. */
  @Get()
  @Header('Cache-Control', 'public, no-cache')
  @Paged(CategoryTree)
  tree(@Query() page: PageQuery) {
    return this.categories.tree(page);
  }
}
