import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { Readable } from 'node:stream';
import { Database } from '../database/database.js';
import { decimal } from '../database/sql.js';
import type { CatalogTables } from '../catalog/product-columns.js';
import type { ExportOptions } from './product-import.dto.js';
import { editedAsOf, stockAsOf } from './export-moments.js';
import { escapeCell } from './cell-values.js';
import { type Column, columns } from './column-presets.js';
import { ImportLinksService } from './import-links.service.js';
import type { BrandNames, CategoryNames } from './link-names.js';

const batchSize = 250;

/** Exports every product as CSV, in the format that {@link ProductImportService} reads. */
@Injectable()
export class ProductExportService {
  constructor(
    private readonly database: Database,
    private readonly links: ImportLinksService,
  ) {}

  /** One statement per batch, so that a slow client holds no transaction; concurrent changes may be in the file or not. */
  file({ bom = true }: ExportOptions): Readable {
    return Readable.from(this.chunks(bom));
  }

  private async *chunks(bom: boolean): AsyncGenerator<string> {
    const { stringify } = await import('csv-stringify/sync');
    yield stringify([columns], { bom });
    let names = await this.names();
    for (let last = 0; ;) {
      const rows = await this.after(last);
      // Categories of products that changed since.
      if (rows.some(({ category_ids: ids }) => ids?.some((id) => !names.categories.has(id))))
        names = await this.names();
      const cells = rows.map((row) => cellsOf(row, names.brands, names.categories));
      // White space around a cell counts in quotes only.
      if (rows.length > 0) yield stringify(cells, { columns, cast: { boolean: String }, quoted_match: /^\s|\s$/ });
      if (rows.length < batchSize) return;
      last = rows.at(-1)?.id ?? last;
    }
  }

  private names() {
    return this.database.statements(async (em) => ({
      brands: await this.links.brandNames(em),
      categories: await this.links.categoryNames(em),
    }));
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
        'brands.id as brand_id',
        'brands.slug as brand_slug',
        'brands.name as brand_name',
        product
          .selectFrom('product_categories')
          .whereRef('product_id', '=', 'products.id')
          .select(sql<number[]>`array_agg(category_id order by category_id)`.as('ids'))
          .as('category_ids'),
        decimal('products.price').as('price'),
        decimal<string | null>('products.old_price').as('old_price'),
        'products.tax_rate',
        'products.on_hand as stock',
        stockAsOf.as('stock_as_of'),
        editedAsOf.as('edited_as_of'),
        'products.published',
      ])
      .execute();
  }
}

type Row = Awaited<ReturnType<ProductExportService['after']>>[number];

function cellsOf(row: Row, brands: BrandNames, categories: CategoryNames): Partial<Record<Column, unknown>> {
  const { brand_id: id, brand_slug: slug, brand_name: name } = row;
  const brand = id !== null && slug !== null && name !== null ? brands.label({ id, slug, name }) : '';
  const listed = (row.category_ids ?? []).map((each) => categories.label(each)).filter((label) => label !== '');
  return {
    ...row,
    slug: escapeCell(row.slug),
    name: escapeCell(row.name),
    description: escapeCell(row.description),
    brand: escapeCell(brand),
    categories: escapeCell(listed.join('|')),
    // An import takes a number below 100 for percent that were meant.
    tax_rate: row.tax_rate > 0 && row.tax_rate < 100 ? `${row.tax_rate / 100}%` : row.tax_rate,
  };
}
