import { Injectable } from '@nestjs/common';
import type { Page, PageQuery } from '../common/http/paging.js';
import { Database } from '../database/database.js';
import { pageOf } from '../database/sql.js';
import { BrandNotFound } from './catalog.errors.js';
import type { CatalogRef } from './product.dto.js';
import type { CatalogTables } from './product-columns.js';

@Injectable()
export class BrandQueries {
  constructor(private readonly database: Database) {}

  /** By name. */
  list(page: PageQuery): Promise<Page<CatalogRef>> {
    const brands = this.database.sql<CatalogTables>().selectFrom('brands');
    return pageOf(brands.select(['uuid', 'slug', 'name']).orderBy('name').orderBy('id'), page);
  }

  /** @throws BrandNotFound */
  async one(uuid: string): Promise<CatalogRef> {
    const brand = await this.database
      .sql<CatalogTables>()
      .selectFrom('brands')
      .select(['uuid', 'slug', 'name'])
      .where('uuid', '=', uuid)
      .executeTakeFirst();
    if (!brand) throw new BrandNotFound();
    return brand;
  }
}
