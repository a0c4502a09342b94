import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { Readable } from 'node:stream';
import { escapeFormula } from '../common/text/canonical.js';
import { Database } from '../database/database.js';
import { decimal } from '../database/sql.js';
import type { CatalogTables } from '../catalog/product-columns.js';
import { stockAsOf } from './stock-as-of.js';
import { columns } from './product-csv.js';

const batchSize = 250;

/** Exports every product as CSV, in the format that {@link ProductImportService} reads. */
@Injectable()
export class ProductExportService {
  constructor(private readonly database: Database) {}

  /** One statement per batch, so that a slow client holds no transaction; concurrent changes may be in the file or not. */
  file(): Readable {
    return Readable.from(this.chunks());
  }

  private async *chunks(): AsyncGenerator<string> {
    const { stringify } = await import('csv-stringify/sync');
    yield stringify([columns]);
    for (let last = 0; ;) {
      const rows = await this.after(last);
      if (rows.length > 0) yield stringify(rows, { columns, cast: { string: escapeFormula, boolean: String } });
      if (rows.length < batchSize) return;
      last = rows.at(-1)?.id ?? last;
    }
  }

  private after(id: number) {
    return this.database
      .sql<CatalogTables>()
      .selectFrom('products')
      .leftJoin('brands', 'brands.id', 'products.brand_id')
      .where('products.id', '>', id)
      .orderBy('products.id')
      .limit(batchSize)
      .select((product) => [
        'products.id',
        'products.slug',
        'products.name',
        'products.description',
        'brands.slug as brand',
        product
          .selectFrom('product_categories')
          .innerJoin('categories', 'categories.id', 'category_id')
          .whereRef('product_id', '=', 'products.id')
          .select(sql<string>`string_agg(categories.slug, '|' order by categories.slug)`.as('slugs'))
          .as('categories'),
        decimal('products.price').as('price'),
        decimal<string | null>('products.old_price').as('old_price'),
        'products.tax_rate',
        'products.on_hand as stock',
        stockAsOf.as('stock_as_of'),
        'products.published',
      ])
      .execute();
  }
}
