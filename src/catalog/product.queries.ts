import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { jsonArrayFrom } from 'kysely/helpers/postgres';
import { offsetOf, type Page } from '../common/paging.js';
import { Config } from '../config/config.js';
import { Database } from '../database/database.js';
import { ProductNotFound } from './catalog.errors.js';
import type { Facets, ProductDetail, ProductDto, ProductQuery } from './product.dto.js';
import { type CatalogTables, furtherColumns, imagesOf, listColumns } from './product-columns.js';
import { facetsOf } from './product-facets.js';
import { countOf, hitsOf, ordered } from './product-filter.js';

export type { CatalogTables };

@Injectable()
export class ProductQueries {
  private readonly currency: string;

  constructor(
    private readonly database: Database,
    config: Config,
  ) {
    this.currency = config.get('CURRENCY');
  }

  /** One statement: how many there are, the page itself and, where asked for, how the hits spread. */
  async list(query: ProductQuery, base: string): Promise<Page<ProductDto> & { facets?: Facets }> {
    const db = this.database.replicaSql<CatalogTables>();
    const { statement, hits } = hitsOf(db, query);
    // First which, then what: else what is said of a product would be worked out for all that are leafed over.
    const which = ordered(hits, query).select('products.id').limit(query.page_size).offset(offsetOf(query));
    const shown = db.selectFrom('products').where('products.id', '=', sql<number>`any(array(${which}))`);
    const page = ordered(shown, query).select((product) => listColumns(product, { currency: this.currency, base }));
    return statement
      .selectNoFrom([countOf(hits).as('count'), jsonArrayFrom(page).as('results')])
      .$if(query.facets === true, (answer) => answer.select(facetsOf(db, hits).as('facets')))
      .executeTakeFirstOrThrow();
  }

  /** @throws ProductNotFound for one that is not published, too */
  async detail(uuid: string, base: string): Promise<ProductDetail> {
    const presentation = { currency: this.currency, base };
    const product = await this.database
      .replicaSql<CatalogTables>()
      .selectFrom('products')
      .where('products.uuid', '=', uuid)
      .where('published', '=', true)
      .select((columns) => listColumns(columns, presentation))
      .select((columns) => [...furtherColumns, imagesOf(columns, presentation).as('images')])
      .executeTakeFirst();
    if (!product) throw new ProductNotFound();
    return product;
  }
}
