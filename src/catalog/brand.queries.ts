import { Injectable } from '@nestjs/common';
import { offsetOf, type Page, type PageQuery } from '../common/paging.js';
import { Database } from '../database/database.js';
import { BrandNotFound } from './catalog.errors.js';
import type { Named } from './product.dto.js';
import type { CatalogTables } from './product-columns.js';

@Injectable()
export class BrandQueries {
  constructor(private readonly database: Database) {}

  /** By name. */
  async list(page: PageQuery): Promise<Page<Named>> {
    const brands = this.database.sql<CatalogTables>().selectFrom('brands');
    const [results, { count }] = await Promise.all([
      brands
        .select(['uuid', 'slug', 'name'])
        .orderBy('name')
        .orderBy('id')
        .limit(page.page_size)
        .offset(offsetOf(page))
        .execute(),
      brands.select((brand) => brand.fn.countAll<string>().as('count')).executeTakeFirstOrThrow(),
    ]);
    return { count: Number(count), results };
  }

  /** @throws BrandNotFound */
  async one(uuid: string): Promise<Named> {
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
