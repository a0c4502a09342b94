import { Injectable } from '@nestjs/common';
import type { List, ListQuery, Page, PageQuery } from '../common/http/paging.js';
import { Database } from '../database/database.js';
import { listOf, type Sorting } from '../database/list.js';
import { pageOf } from '../database/sql.js';
import { BrandNotFound } from '../catalog/catalog.errors.js';
import type { CatalogRef } from '../catalog/product.dto.js';
import type { CatalogTables } from '../catalog/product-columns.js';

const byName: Sorting = {
  direction: 'asc',
  keys: [
    ['name', 'text'],
    ['id', 'int'],
  ],
};

@Injectable()
export class BrandQueries {
  constructor(private readonly database: Database) {}

  /** By name. */
  list(page: PageQuery): Promise<Page<CatalogRef>> {
    return pageOf(this.brands().orderBy('name').orderBy('id'), page);
  }

  /** The same for staff. */
  listAll(page: ListQuery): Promise<List<CatalogRef>> {
    return listOf(this.database, this.brands(), byName, page);
  }

  /** @throws BrandNotFound */
  async one(uuid: string): Promise<CatalogRef> {
    const brand = await this.brands().where('uuid', '=', uuid).executeTakeFirst();
    if (!brand) throw new BrandNotFound();
    return brand;
  }

  private brands() {
    return this.database.sql<CatalogTables>().selectFrom('brands').select(['uuid', 'slug', 'name']);
  }
}
