import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Public } from '../common/http/access.js';
import { Fails } from '../common/http/fails.js';
import { Paged } from '../common/http/paging.js';
import { keyOr } from '../common/http/uuid.pipe.js';
import { CachedResponse } from '../catalog/cache.interceptor.js';
import { CategoryTree } from './category.dto.js';
import { CategoryNotFound } from '../catalog/catalog.errors.js';
import { CategoryQueries } from './category.queries.js';
import { TaxonomyQuery } from './taxonomy.dto.js';

@ApiTags('Catalog')
@Controller('api/categories')
@Public()
@CachedResponse()
export class CategoryController {
  constructor(private readonly categories: CategoryQueries) {}

  /** The categories that are on top, each with those below it, by name. Paging counts those on top. With `slug`, only that one, wherever it is; with `search`, those of such a name, wherever they are. */
  @Get()
  @Paged(CategoryTree)
  tree(@Query() page: TaxonomyQuery) {
    return this.categories.tree(page);
  }

  /** One category with those below it, by its uuid or slug. */
  @Get(':uuidOrSlug')
  @Fails(CategoryNotFound)
  one(@Param('uuidOrSlug', keyOr(CategoryNotFound)) key: string): Promise<CategoryTree> {
    return this.categories.branch(key);
  }
}
