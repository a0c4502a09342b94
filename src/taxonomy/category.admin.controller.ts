import { Body, Controller, Delete, Get, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Caller, Me, Requires } from '../common/http/access.js';
import { Example, Fails } from '../common/http/fails.js';
import { Listed } from '../common/http/paging.js';
import { uuidOr } from '../common/http/uuid.pipe.js';
import { CatalogRemoved } from '../catalog/product.dto.js';
import { CategoryLoop, CategoryNotFound, SlugTaken, StillInUse } from '../catalog/catalog.errors.js';
import { AdminCategory, CategoryChange, CategoryInput } from './category.dto.js';
import { CategoryQueries } from './category.queries.js';
import { CategoryService } from './category.service.js';
import { TaxonomyListQuery } from './taxonomy.dto.js';

const CategoryUuid = uuidOr(CategoryNotFound);

@ApiTags('Catalog')
@Controller('api/admin/categories')
@Requires('write:categories')
export class CategoryAdminController {
  constructor(
    private readonly categories: CategoryService,
    private readonly queries: CategoryQueries,
  ) {}

  /** Every category, the inactive ones too, by name and not as a tree. */
  @Get()
  @Requires('read:categories')
  @Listed(AdminCategory)
  list(@Query() page: TaxonomyListQuery) {
    return this.queries.list(page);
  }

  /** One category. */
  @Get(':uuid')
  @Requires('read:categories')
  @Fails(CategoryNotFound)
  one(@Param('uuid', CategoryUuid) uuid: string): Promise<AdminCategory> {
    return this.queries.one(uuid);
  }

  /** Add a category. */
  @Post()
  @Fails(CategoryNotFound, SlugTaken)
  create(@Me() me: Caller, @Body() category: CategoryInput): Promise<AdminCategory> {
    return this.categories.create(me, category);
  }

  /** Change, hide or move a category. Fields left out stay as they are. One that is hidden disappears at once. Searches follow at once for 500 of its products, and within a minute for tens of thousands. */
  @Put(':uuid')
  @Example({ name: 'Fresh fruit' })
  @Fails(CategoryNotFound, SlugTaken, CategoryLoop)
  change(
    @Me() me: Caller,
    @Param('uuid', CategoryUuid) uuid: string,
    @Body() change: CategoryChange,
  ): Promise<AdminCategory> {
    return this.categories.update(me, uuid, change);
  }

  /** Remove a category that has neither products nor categories below it. */
  @Delete(':uuid')
  @Fails(CategoryNotFound, StillInUse)
  async remove(@Me() me: Caller, @Param('uuid', CategoryUuid) uuid: string): Promise<CatalogRemoved> {
    await this.categories.remove(me, uuid);
    return { status: 'OK', message: 'category removed' };
  }
}
