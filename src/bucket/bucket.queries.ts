import type { InferKyselyDB } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { CatalogTables } from '../catalog/product.queries.js';
import { coverHash } from '../catalog/product-columns.js';
import { offsetOf, type Page, type PageQuery } from '../common/http/paging.js';
import { decimal } from '../common/money/money.js';
import { Database } from '../database/database.js';
import { iso } from '../database/sql.js';
import { statement } from '../database/statement.js';
import { coverUrl } from '../media/picture-url.js';
import type { BucketLineDto, BucketSummaryLine, BucketWarning } from './bucket.dto.js';
import type { BucketLineSchema, BucketSchema } from './bucket.entity.js';

type Tables = CatalogTables & InferKyselyDB<typeof BucketSchema | typeof BucketLineSchema>;

/** Value: customer's id. */
const linesSql = statement<Omit<BucketLineDto, 'value'> & { price: number }>(
  'bucket_lines',
  `
  select quantity, products.uuid as product, price, bucket_lines.uuid as bucket_uuid
  from buckets join bucket_lines on bucket_id = buckets.id join products on products.id = product_id
  where customer_id = $1 order by bucket_lines.id
`,
);

interface BucketContents {
  lines: BucketSummaryLine[];
  warnings: BucketWarning[];
  /** Unit prices in minor units, rates in basis points. */
  prices: { price: number; quantity: number; tax_rate: number }[];
}

@Injectable()
export class BucketQueries {
  constructor(private readonly database: Database) {}

  /** Oldest first. */
  async lines(customer: number, page: PageQuery): Promise<Page<BucketLineDto>> {
    // All lines are read, so that the count needs no second query: a bucket holds at most 100.
    const rows = await this.database.query(linesSql, [customer]);
    const lines = rows.slice(offsetOf(page), offsetOf(page) + page.page_size);
    return {
      count: rows.length,
      results: lines.map(({ quantity, product, price, bucket_uuid }) => ({
        quantity,
        product,
        value: decimal(price),
        bucket_uuid,
      })),
    };
  }

  /** For display, with what a price is calculated from. */
  async contents(customer: number, base: string): Promise<BucketContents> {
    const rows = await this.lineDetails(customer);
    return {
      lines: rows.map(({ uuid, quantity, product_uuid, name, slug, cover, price }) => ({
        quantity,
        product: product_uuid,
        value: decimal(price),
        bucket_uuid: uuid,
        name,
        slug,
        image: coverUrl(base, cover),
        sum: decimal(price * quantity),
      })),
      warnings: rows.flatMap(warningsOf),
      prices: rows.map(({ price, quantity, tax_rate, tax_exemption, is_service }) => ({
        price,
        quantity,
        tax_rate,
        tax_exemption,
        is_service,
      })),
    };
  }

  /** The lines with their products as they are now, oldest first. Money in minor units. */
  lineDetails(customer: number) {
    return this.database
      .sql<Tables>()
      .selectFrom('buckets')
      .innerJoin('bucket_lines', 'bucket_lines.bucket_id', 'buckets.id')
      .innerJoin('products', 'products.id', 'bucket_lines.product_id')
      .where('buckets.customer_id', '=', customer)
      .orderBy('bucket_lines.id')
      .select([
        'bucket_lines.id',
        'bucket_lines.uuid',
        'bucket_lines.bucket_id',
        'bucket_lines.quantity',
        'bucket_lines.price_seen',
        iso('bucket_lines.created_at').as('created'),
        iso('bucket_lines.updated_at').as('updated'),
        'products.id as product_id',
        'products.uuid as product_uuid',
        'products.name',
        'products.slug',
        'products.price',
        'products.tax_rate',
        'products.tax_exemption',
        'products.is_service',
        'products.stock',
        'products.published',
        coverHash.as('cover'),
        iso('products.created_at').as('product_created'),
        iso('products.updated_at').as('product_updated'),
      ])
      .execute();
  }
}

export type BucketLineDetail = Awaited<ReturnType<BucketQueries['lineDetails']>>[number];

function warningsOf({ uuid, quantity, stock, published, price, price_seen }: BucketLineDetail): BucketWarning[] {
  const line = { bucket_uuid: uuid, stock: published ? stock : 0, value_seen: decimal(price_seen), reason: null };
  const warnings: BucketWarning[] = [];
  if (!published) warnings.push({ ...line, warning: 'not_available' });
  else if (stock < quantity) warnings.push({ ...line, warning: 'not_enough_stock' });
  if (price !== price_seen) warnings.push({ ...line, warning: 'repriced' });
  return warnings;
}
