import { Injectable } from '@nestjs/common';
import type { Page } from '../common/http/paging.js';
import { Config } from '../config/config.js';
import { Database } from '../database/database.js';
import { pageOf } from '../database/sql.js';
import { ProductNotFound } from '../stock/stock.errors.js';
import type { AdminProduct, AdminProductDetail, AdminProductQuery } from './product.admin.dto.js';
import { type CatalogTables, detailColumns, imagesOf, listColumns, type Presentation } from './product-columns.js';
import { filtered, ordered, searchOf } from './product-filter.js';

/** The catalog as staff see it: unpublished products too, and never from a replica, which may lag. */
@Injectable()
export class ProductAdminQueries {
  constructor(
    private readonly database: Database,
    private readonly config: Config,
  ) {}

  list(query: AdminProductQuery, base: string): Promise<Page<AdminProduct>> {
    const db = this.database.sql<CatalogTables>();
    const { published, search, ...others } = query;
    const filter = { ...others, search: searchOf(search) };
    const all = db
      .selectFrom('products')
      .$if(published !== undefined, (products) => products.where('products.published', '=', published === true));
    const rows = ordered(filtered(db, all, filter), filter)
      .select((product) => listColumns(product, this.presentation(base)))
      .select([...detailColumns, 'products.published']);
    return pageOf(rows, query);
  }

  /** @throws ProductNotFound */
  async detail(uuid: string, base: string): Promise<AdminProductDetail> {
    const product = await this.database
      .sql<CatalogTables>()
      .selectFrom('products')
      .where('products.uuid', '=', uuid)
      .select((columns) => listColumns(columns, this.presentation(base)))
      .select((columns) => [
        ...detailColumns,
        'products.published',
        'products.tax_exemption',
        'products.is_service',
        imagesOf(columns, this.presentation(base)).as('images'),
      ])
      .executeTakeFirst();
    if (!product) throw new ProductNotFound();
    const { tax_exemption, is_service, ...usual } = product;
    return { ...usual, ...(tax_exemption && { tax_exemption }), ...(is_service && { is_service }) };
  }

  private readonly presentation = (base: string): Presentation => ({
    currency: this.config.get('CURRENCY'),
    base,
    staff: true,
  });
}
