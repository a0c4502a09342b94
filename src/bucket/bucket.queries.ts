import type { InferKyselyDB } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { CatalogTables } from '../catalog/product.queries.js';
import { coverOf } from '../catalog/product-columns.js';
import { decimal as toDecimal } from '../common/money/money.js';
import { offsetOf, type Page, type PageQuery } from '../common/http/paging.js';
import { sumOf, taxSubtotals } from '../common/money/tax.js';
import { Config } from '../config/config.js';
import { Database } from '../database/database.js';
import { type Slotted, slots, slotted } from '../database/slots.js';
import { decimal } from '../database/sql.js';
import type { BucketLineDto, BucketSummary, BucketWarning } from './bucket.dto.js';
import type { BucketLineSchema, BucketSchema } from './bucket.entity.js';

type Tables = CatalogTables & InferKyselyDB<typeof BucketSchema | typeof BucketLineSchema>;

@Injectable()
export class BucketQueries {
  private listed?: Slotted<BucketLineDto>;

  constructor(
    private readonly database: Database,
    private readonly config: Config,
  ) {}

  async lines(customer: number, page: PageQuery): Promise<Page<BucketLineDto>> {
    this.listed ??= slotted(listed(this.database), [], ['customer']);
    const rows = await this.database.query(this.listed.statement, this.listed.fill({ customer }));
    // A bucket is bounded by 100 lines, so its pages are cut here and the count costs nothing.
    return { count: rows.length, results: rows.slice(offsetOf(page), offsetOf(page) + page.page_size) };
  }

  async summary(customer: number, base: string): Promise<BucketSummary> {
    const rows = await linesOf(this.database, customer)
      .select([
        'bucket_lines.uuid',
        'bucket_lines.quantity',
        'bucket_lines.price_seen',
        'products.uuid as product',
        'products.name',
        'products.slug',
        'products.price',
        'products.tax_rate',
        'products.stock',
        'products.published',
        coverOf(base).as('image'),
      ])
      .execute();
    const charged = rows.map(({ price, quantity, tax_rate }) => ({ total: price * quantity, tax_rate }));
    const taxes = taxSubtotals({ lines: charged, shipping: null, discount: 0 });
    const total = toDecimal(sumOf(charged.map((line) => line.total)));
    return {
      lines: rows.map(({ uuid, quantity, product, name, slug, image, price }) => ({
        quantity,
        product,
        value: toDecimal(price),
        bucket_uuid: uuid,
        name,
        slug,
        image,
        sum: toDecimal(price * quantity),
      })),
      subtotal: total,
      tax: toDecimal(sumOf(taxes.map(({ tax }) => tax))),
      total,
      currency: this.config.get('CURRENCY'),
      warnings: rows.flatMap(warningsOf),
    };
  }
}

/** The lines of somebody's bucket, oldest first. */
export const linesOf = (database: Database, customer: number) =>
  database
    .sql<Tables>()
    .selectFrom('buckets')
    .innerJoin('bucket_lines', 'bucket_lines.bucket_id', 'buckets.id')
    .innerJoin('products', 'products.id', 'bucket_lines.product_id')
    .where('buckets.customer_id', '=', customer)
    .orderBy('bucket_lines.id');

const listed = (database: Database) =>
  linesOf(database, slots.number(0)).select([
    'bucket_lines.quantity',
    'products.uuid as product',
    decimal('products.price').as('value'),
    'bucket_lines.uuid as bucket_uuid',
  ]);

interface LineNow {
  uuid: string;
  quantity: number;
  stock: number;
  published: boolean;
  price: number;
  price_seen: number;
}

function warningsOf({ uuid, quantity, stock, published, price, price_seen }: LineNow): BucketWarning[] {
  const facts = { bucket_uuid: uuid, stock: published ? stock : 0, value_seen: toDecimal(price_seen) };
  const found: BucketWarning[] = [];
  if (!published) found.push({ ...facts, warning: 'not_available' });
  else if (stock < quantity) found.push({ ...facts, warning: 'not_enough_stock' });
  if (price !== price_seen) found.push({ ...facts, warning: 'repriced' });
  return found;
}
