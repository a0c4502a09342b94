import { Injectable } from '@nestjs/common';
import { type Compilable, sql } from 'kysely';
import { jsonArrayFrom } from 'kysely/helpers/postgres';
import { offsetOf, type Page } from '../common/http/paging.js';
import { Config } from '../config/config.js';
import { Database } from '../database/database.js';
import { type Statement, statement } from '../database/statement.js';
import { ProductNotFound } from '../stock/stock.errors.js';
import type { Facets, ProductDetail, ProductDto, ProductQuery } from './product.dto.js';
import { type CatalogTables, detailColumns, imagesOf, listColumns, type Value } from './product-columns.js';
import { facetsOf } from './product-facets.js';
import { countOf, type Filter, hitsOf, ordered, orderingOf, published } from './product-filter.js';
import { canonicalKey, keyColumn } from './slug.js';
import { uuidOfFormerSlug } from './slug.service.js';
import { searchOf, wordsOf } from './product-search.js';

export type { CatalogTables };

type ProductPage = Page<ProductDto> & { facets?: Facets };

interface PageValues {
  base: Value<string>;
  limit: Value<number>;
  offset: Value<number>;
}

/** Values of the named statements. Those of the search are the last ones, because a page without a search has none. */
const parameters = {
  base: sql.raw<string>('$1::text'),
  limit: sql.raw<number>('$2::int'),
  offset: sql.raw<number>('$3::int'),
  search: { wanted: sql.raw<string>('$4::text'), unwanted: sql.raw<string>('$5::text') },
  uuid: sql.raw<string>('$2::uuid'),
  slug: sql.raw<string>('$2::text'),
  ids: sql.raw<number>('any($2::int[])'),
};

/** The catalog as customers see it. Pages without filters and single products are named statements, built once. */
@Injectable()
export class ProductQueries {
  private readonly currency: string;
  private readonly pages = new Map<string, Statement<ProductPage>>();
  private readonly products = new Map<'uuid' | 'slug', Statement<ProductDetail>>();
  private cardsOfIds?: Statement<ProductDto & { id: number }>;

  constructor(
    private readonly database: Database,
    config: Config,
  ) {
    this.currency = config.get('CURRENCY');
  }

  /** One statement: the count, the page itself and, if asked for, the facets. */
  async list(query: ProductQuery, base: string): Promise<ProductPage> {
    const { search, ordering, page_size, page: _, facets, ...others } = query;
    const filter = { ...others, ordering, search: searchOf(search) };
    const offset = offsetOf(query);
    if (facets || Object.keys(others).length > 0)
      return this.page(filter, { base, limit: page_size, offset }, facets).executeTakeFirstOrThrow();
    const words = wordsOf(search);
    const values = [base, page_size, offset, ...(words ? [words.wanted, words.unwanted] : [])];
    const [found] = await this.database.queryReplica(this.pageStatement(filter), values);
    return found as ProductPage;
  }

  /** By uuid or slug, if only a former one. @throws ProductNotFound also for one that is not published */
  async detail(given: string, base: string): Promise<ProductDetail> {
    const key = canonicalKey(given);
    const column = keyColumn(key);
    const name = column === 'uuid' ? 'catalog_product' : 'catalog_product_by_slug';
    const statement = this.products.get(column) ?? named(name, this.one(column));
    this.products.set(column, statement);
    const [product] = await this.database.queryReplica(statement, [base, key]);
    if (product) return product;
    const former = column === 'slug' && (await uuidOfFormerSlug(this.database, 'products', key));
    if (!former) throw new ProductNotFound();
    return this.detail(former, base);
  }

  /** Published products as in lists, by id. */
  async cards(ids: number[], base: string): Promise<Map<number, ProductDto>> {
    this.cardsOfIds ??= named('catalog_cards', this.several());
    const cards = await this.database.queryReplica(this.cardsOfIds, [base, ids]);
    return new Map(cards.map(({ id, ...card }) => [id, card]));
  }

  private pageStatement(filter: Filter): Statement<ProductPage> {
    const ordering = orderingOf(filter).replace(/^-(.*)/, '$1_desc');
    const name = `catalog_${filter.search ? 'search' : 'page'}_by_${ordering}`;
    const built = this.pages.get(name);
    if (built) return built;
    const { ordering: by, search } = filter;
    const made = named(name, this.page({ ordering: by, search: search && parameters.search }, parameters));
    this.pages.set(name, made);
    return made;
  }

  private page(filter: Filter, { base, limit, offset }: PageValues, facets = false) {
    const db = this.database.replicaSql<CatalogTables>();
    const presentation = { currency: this.currency, base };
    const { statement: select, hits, hitsBy } = hitsOf(db, filter);
    const found = ordered(hits, filter).limit(limit).offset(offset);
    // The ids of the page first, or the columns would be computed for every product that the offset skips.
    const ids = sql<number>`any(array(${found.select('products.id')}))`;
    const shown = filter.search ? found : ordered(db.selectFrom('products').where('products.id', '=', ids), filter);
    const page = shown.select((product) => listColumns(product, presentation));
    return select
      .selectNoFrom([countOf(hits).as('count'), jsonArrayFrom(page).as('results')])
      .$if(facets, (result) => result.select(facetsOf(db, filter, hitsBy).as('facets')));
  }

  private several() {
    const presentation = { currency: this.currency, base: parameters.base };
    return published(this.database.replicaSql<CatalogTables>())
      .where('products.id', '=', parameters.ids)
      .select((product) => listColumns(product, presentation))
      .select('products.id');
  }

  private one(column: 'uuid' | 'slug') {
    const presentation = { currency: this.currency, base: parameters.base };
    return published(this.database.replicaSql<CatalogTables>())
      .where(`products.${column}`, '=', parameters[column])
      .select((product) => listColumns(product, presentation))
      .select((product) => [...detailColumns, imagesOf(product, presentation).as('images')]);
  }
}

/** Compiles a query whose only values are {@link parameters}, because building one takes longer than running it. */
function named<Row>(name: string, query: Compilable<Row>): Statement<Row> {
  const compiled = query.compile();
  if (compiled.parameters.length > 0) throw new Error(`${name} has values of its own`);
  return statement(name, compiled.sql);
}
