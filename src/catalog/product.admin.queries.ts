import { Injectable } from '@nestjs/common';
import type { List } from '../common/http/paging.js';
import { Config } from '../config/config.js';
import { Database } from '../database/database.js';
import { listOf } from '../database/list.js';
import { ProductNotFound } from '../stock/stock.errors.js';
import type { AdminProduct, AdminProductDetail, AdminProductQuery } from './product.admin.dto.js';
import { type CatalogTables, detailColumns, imagesOf, listColumns, type Presentation } from './product-columns.js';
import { filtered, filterOf, sortingOf } from './product-filter.js';

const staffColumns = [...detailColumns, 'products.published', 'products.on_hand', 'products.allocated'] as const;

/** The catalog as staff see it: unpublished products too, and never from a replica, which may lag. */
@Injectable()
export class ProductAdminQueries {
  constructor(
    private readonly database: Database,
    private readonly config: Config,
  ) {}

  list(query: AdminProductQuery, base: string): Promise<List<AdminProduct>> {
    const db = this.database.sql<CatalogTables>();
    const { published, search, category, brand, ...others } = query;
    const filter = filterOf({ ...others, category, brand, search });
    const rows = filtered(db, filter, published)
      .select((product) => listColumns(product, this.presentation(base)))
      .select(staffColumns);
    return listOf(this.database, rows, sortingOf(filter), query);
  }

  /** @throws ProductNotFound */
  async detail(uuid: string, base: string): Promise<AdminProductDetail> {
    const product = await this.database
      .sql<CatalogTables>()
      .selectFrom('products')
      .where('products.uuid', '=', uuid)
      .select((columns) => listColumns(columns, this.presentation(base)))
      .select((columns) => [
        ...staffColumns,
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
