import { Injectable } from '@nestjs/common';
import type { InferKyselyDB } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { linesOf } from '../../bucket/bucket.queries.js';
import { type CatalogTables, coverOf } from '../../catalog/product-columns.js';
import { published } from '../../catalog/product-filter.js';
import { rowsOf } from '../../common/http/bare-list.js';
import type { BarePageQuery } from '../../common/http/paging.dto.js';
import type { CustomerSchema } from '../../customer/customer.entity.js';
import { Database } from '../../database/database.js';
import { units } from '../../database/sql.js';
import type { V1CartLine, V1Product, V1Profile } from './customer-v1.dto.js';

@Injectable()
export class CustomerV1Queries {
  constructor(private readonly database: Database) {}

  async profile(customer: number): Promise<V1Profile> {
    const profile = await this.database
      .sql<InferKyselyDB<typeof CustomerSchema>>()
      .selectFrom('customers')
      .where('id', '=', customer)
      .select([
        sql.ref<string>('username').as('username'),
        'first_name',
        'last_name',
        sql.ref<string>('email').as('email'),
        'address',
        'phone',
        'title',
        sql<string>`coalesce(birthday::text, '')`.as('birthday'),
      ])
      .executeTakeFirstOrThrow();
    return { ...profile, home: { rows: [] } };
  }

  products(page: BarePageQuery, base: string): Promise<V1Product[]> {
    const { limit, offset } = rowsOf(page);
    return published(this.database.replicaSql<CatalogTables>())
      .leftJoin('brands', 'brands.id', 'products.brand_id')
      .select([
        'products.id',
        'products.name',
        coverOf(base).as('image'),
        units('products.price').as('price'),
        'products.description',
        'brands.name as brand',
        'products.stock',
      ])
      .orderBy('products.id')
      .limit(limit)
      .offset(offset)
      .execute();
  }

  cart(customer: number): Promise<V1CartLine[]> {
    return linesOf(this.database, customer)
      .select(['buckets.customer_id as user_id', 'bucket_lines.product_id', 'bucket_lines.quantity'])
      .execute();
  }
}
