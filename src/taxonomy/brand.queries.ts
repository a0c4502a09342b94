import { Injectable } from '@nestjs/common';
import type { List, Page } from '../common/http/paging.js';
import { Database } from '../database/database.js';
import { foldedName, holdsWords } from '../database/folded.js';
import { listOf, type Sorting } from '../database/list.js';
import { inNameOrder, pageOf } from '../database/sql.js';
import { BrandNotFound } from '../catalog/catalog.errors.js';
import type { CatalogRef } from '../catalog/product.dto.js';
import type { TaxonomyListQuery, TaxonomyQuery } from './taxonomy.dto.js';
import { canonicalKey, keyColumn } from '../catalog/slug.js';
import { uuidOfFormerSlug } from '../catalog/slug.service.js';
import type { CatalogTables } from '../catalog/product-columns.js';
import { isOneOf } from '../catalog/product-filter.js';

const byName: Sorting = {
  direction: 'asc',
  keys: [
    ['name', 'name'],
    ['id', 'int'],
  ],
};

@Injectable()
export class BrandQueries {
  constructor(private readonly database: Database) {}

  /** By name. */
  list({ slug, search, ...page }: TaxonomyQuery): Promise<Page<CatalogRef>> {
    const brands = this.brands(search).$if(slug !== undefined, (all) => all.where(isOneOf('brands', [slug ?? ''])));
    return pageOf(brands.orderBy(inNameOrder('name')).orderBy('id'), page);
  }

  /** The same for staff. */
  listAll({ search, ...page }: TaxonomyListQuery): Promise<List<CatalogRef>> {
    return listOf(this.database, this.brands(search), byName, page);
  }

  /** By uuid or slug, if only a former one. @throws BrandNotFound */
  async one(given: string): Promise<CatalogRef> {
    const key = canonicalKey(given);
    const brand = await this.brands().where(keyColumn(key), '=', key).executeTakeFirst();
    if (brand) return brand;
    const former = keyColumn(key) === 'slug' && (await uuidOfFormerSlug(this.database, 'brands', key));
    if (!former) throw new BrandNotFound();
    return this.one(former);
  }

  private brands(search?: string) {
    const brands = this.database.sql<CatalogTables>().selectFrom('brands').select(['uuid', 'slug', 'name']);
    return search === undefined ? brands : brands.where(holdsWords(foldedName('name'), search));
  }
}
