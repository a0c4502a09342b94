import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { jsonArrayFrom } from 'kysely/helpers/postgres';
import { offsetOf, type Page } from '../common/http/paging.js';
import { Config } from '../config/config.js';
import { Database } from '../database/database.js';
import { type Slotted, slots, slotted } from '../database/slots.js';
import { ProductNotFound } from '../stock/stock.errors.js';
import type { Facets, ProductDetail, ProductDto, ProductQuery } from './product.dto.js';
import { type CatalogTables, detailColumns, imagesOf, listColumns } from './product-columns.js';
import { facetsOf } from './product-facets.js';
import { countOf, type Filter, hitsOf, ordered } from './product-filter.js';

export type { CatalogTables };

@Injectable()
export class ProductQueries {
  private readonly currency: string;
  /** Built once a shape. */
  private readonly pages = new Map<string, Slotted<Found>>();
  private one?: Slotted<ProductDetail>;

  constructor(
    private readonly database: Database,
    config: Config,
  ) {
    this.currency = config.get('CURRENCY');
  }

  /** One statement: how many there are, the page itself and, where asked for, how the hits spread. */
  async list(query: ProductQuery, base: string): Promise<Page<ProductDto> & { facets?: Facets }> {
    const { search: asked, ordering, page_size, page: _, facets, ...filter } = query;
    const search = asked?.trim() || undefined;
    const values = { base, page_size, offset: offsetOf(query), ...(search && { search }) };
    if (facets || Object.keys(filter).length > 0)
      return this.page({ ...filter, search, ordering }, values, facets).executeTakeFirstOrThrow();
    // Leafing and searching is what nearly everybody does.
    const { statement, fill } = this.usual(search !== undefined, ordering);
    const [found] = await this.database.queryReplica(statement, fill(values));
    return found as Found;
  }

  private usual(searched: boolean, ordering: ProductQuery['ordering']): Slotted<Found> {
    const shape = `${searched} ${ordering}`;
    const known = this.pages.get(shape);
    if (known) return known;
    const search = searched ? slots.text('search') : undefined;
    const place = { base: slots.text('base'), page_size: slots.number(0), offset: slots.number(1) };
    const made = slotted(this.page({ search, ordering }, place), ['search', 'base'], ['page_size', 'offset']);
    this.pages.set(shape, made);
    return made;
  }

  private page(filter: Filter, { base, page_size, offset }: Place, facets = false) {
    const db = this.database.replicaSql<CatalogTables>();
    const presentation = { currency: this.currency, base };
    const { statement, hits } = hitsOf(db, filter);
    const found = ordered(hits, filter).limit(page_size).offset(offset);
    // First which, then what: else what is said of a product would be worked out for all that are leafed over.
    const which = sql<number>`any(array(${found.select('products.id')}))`;
    const shown = filter.search ? found : ordered(db.selectFrom('products').where('products.id', '=', which), filter);
    const page = shown.select((product) => listColumns(product, presentation));
    return statement
      .selectNoFrom([countOf(hits).as('count'), jsonArrayFrom(page).as('results')])
      .$if(facets, (answer) => answer.select(facetsOf(db, hits).as('facets')));
  }

  /** @throws ProductNotFound for one that is not published, too */
  async detail(uuid: string, base: string): Promise<ProductDetail> {
    this.one ??= slotted(this.product({ uuid: slots.text('uuid'), base: slots.text('base') }), ['uuid', 'base']);
    const { statement, fill } = this.one;
    const [product] = await this.database.queryReplica(statement, fill({ uuid, base }));
    if (!product) throw new ProductNotFound();
    return product;
  }

  private product({ uuid, base }: { uuid: string; base: string }) {
    const presentation = { currency: this.currency, base };
    return this.database
      .replicaSql<CatalogTables>()
      .selectFrom('products')
      .where('products.uuid', '=', uuid)
      .where('published', '=', true)
      .select((columns) => listColumns(columns, presentation))
      .select((columns) => [...detailColumns, imagesOf(columns, presentation).as('images')]);
  }
}

type Found = Page<ProductDto> & { facets?: Facets };

interface Place {
  base: string;
  page_size: number;
  offset: number;
}
