import { Injectable } from '@nestjs/common';
import { jsonObjectFrom } from 'kysely/helpers/postgres';
import { linesOf } from '../../bucket/bucket.queries.js';
import { type CatalogTables, coverOf } from '../../catalog/product-columns.js';
import { published } from '../../catalog/product-filter.js';
import { rowsOf } from '../../common/http/bare-list.js';
import type { BarePageQuery } from '../../common/http/paging.dto.js';
import { Database } from '../../database/database.js';
import { iso, units } from '../../database/sql.js';
import type { SimpleCart, SimpleProduct } from './simple-cart.dto.js';

@Injectable()
export class SimpleCartQueries {
  constructor(private readonly database: Database) {}

  products(page: BarePageQuery, base: string): Promise<SimpleProduct[]> {
    const { limit, offset } = rowsOf(page);
    return published(this.database.replicaSql<CatalogTables>())
      .select(() => productColumns(base))
      .orderBy('products.id')
      .limit(limit)
      .offset(offset)
      .execute();
  }

  async cart(customer: number, base: string): Promise<SimpleCart> {
    const cart = await linesOf(this.database, customer)
      .select((line) => [
        'bucket_lines.id',
        'buckets.customer_id as UserId',
        'bucket_lines.product_id as ProductId',
        'bucket_lines.quantity as amount',
        iso('bucket_lines.created_at').as('createdAt'),
        iso('bucket_lines.updated_at').as('updatedAt'),
        jsonObjectFrom(
          line
            .selectFrom('products')
            .select(() => productColumns(base))
            .whereRef('products.id', '=', 'bucket_lines.product_id'),
        )
          .$notNull()
          .as('Product'),
      ])
      .execute();
    return { cart };
  }
}

const productColumns = (base: string) =>
  [
    'products.id',
    'products.name',
    coverOf(base).as('image_url'),
    units('products.price').as('price'),
    'products.stock',
    iso('products.created').as('createdAt'),
    iso('products.updated').as('updatedAt'),
  ] as const;
