import { Injectable } from '@nestjs/common';
import type { InferKyselyDB } from '@mikro-orm/postgresql';
import { type Kysely, type SelectQueryBuilder, sql } from 'kysely';
import { jsonArrayFrom } from 'kysely/helpers/postgres';
import { type CatalogTables, coverOf } from '../catalog/product-columns.js';
import { published } from '../catalog/product-filter.js';
import { matching, relevance, type Search, searchOf, withAsked } from '../catalog/product-search.js';
import { Config } from '../config/config.js';
import { Database } from '../database/database.js';
import { beginsWith, folded, foldedName, holdsBeginnings } from '../database/folded.js';
import { decimal } from '../database/sql.js';
import { shownCategories } from '../taxonomy/category.queries.js';
import { foldedTerm, type PopularSearchSchema } from './search-term.entity.js';
import type { Suggestions } from './suggestion.dto.js';

type PopularTables = InferKyselyDB<typeof PopularSearchSchema>;

const most = 10;
const mostRefs = 2;
const mostSearches = 3;
/** Hits that are ranked: of the beginning of a word there may be any number. */
const mostRanked = 300;

const productName = folded('products.name');
const refName = foldedName('name');

/** What somebody may mean who is typing: one statement. */
@Injectable()
export class SuggestionQueries {
  private readonly currency: string;

  constructor(
    private readonly database: Database,
    config: Config,
  ) {
    this.currency = config.get('CURRENCY');
  }

  async suggest(typed: string, base: string): Promise<Suggestions> {
    const search = searchOf(typed);
    if (!search) return { products: [], categories: [], brands: [], searches: [] };
    const db = this.database.replicaSql<CatalogTables>();
    const { products, searches, ...refs } = await foundBy(db, typed, search)
      .selectNoFrom([
        jsonArrayFrom(this.products(db, typed, search, base)).as('products'),
        jsonArrayFrom(namedAlike(shownCategories(db), typed)).as('categories'),
        jsonArrayFrom(namedAlike(db.selectFrom('brands'), typed)).as('brands'),
        jsonArrayFrom(popular(this.database.replicaSql<PopularTables>(), typed)).as('searches'),
      ])
      .executeTakeFirstOrThrow();
    const others = refs.categories.length + refs.brands.length + searches.length;
    return { products: products.slice(0, most - others), ...refs, searches: searches.map(({ term }) => term) };
  }

  private products(db: Kysely<CatalogTables>, typed: string, search: Search, base: string) {
    return db
      .selectFrom('products')
      .where('products.id', '=', sql<number>`any(array(select id from begun union select id from found))`)
      .select(['uuid', 'slug', 'name', decimal('price').as('price'), sql.lit(this.currency).as('currency')])
      .select(coverOf(base).as('image'))
      .orderBy(beginsWith(productName, typed), 'desc')
      .orderBy(relevance(search), 'desc')
      .orderBy(sql`length(products.name)`)
      .orderBy('products.id')
      .limit(most);
  }
}

/** The statement with the products whose names begin with what is typed and, where those are few, with what a search finds. */
const foundBy = (db: Kysely<CatalogTables>, typed: string, search: Search) =>
  withAsked(db, search)
    .with(
      (cte) => cte('begun').materialized(),
      () =>
        published(db)
          .select('products.id')
          .where(beginsWith(productName, typed))
          .orderBy(sql`${sql.raw(productName)} using ~<~`)
          .orderBy('products.id')
          .limit(most),
    )
    .with('found', () =>
      matching(db, published(db).where(sql<boolean>`(select count(*) from begun) < ${most}`), search).limit(mostRanked),
    );

/** Those with each word, if only the beginning of one, before those that are alike. */
const namedAlike = <Table extends 'brands' | 'categories'>(
  refs: SelectQueryBuilder<CatalogTables, Table, object>,
  typed: string,
) => {
  const asked = sql`shop.fold(${typed}::text)`;
  const name = sql.raw(refName);
  return refs
    .select([sql<string>`uuid`.as('uuid'), sql<string>`slug`.as('slug'), sql<string>`name`.as('name')])
    .where(sql<boolean>`(${holdsBeginnings(refName, typed)} or ${asked} <% ${name})`)
    .orderBy(beginsWith(refName, typed), 'desc')
    .orderBy(holdsBeginnings(refName, typed), 'desc')
    .orderBy(sql`word_similarity(${asked}, ${name})`, 'desc')
    .orderBy(sql`length(name)`)
    .orderBy(sql`id`)
    .limit(mostRefs);
};

const popular = (db: Kysely<PopularTables>, typed: string) =>
  db
    .selectFrom('popular_searches')
    .select('term')
    .where(holdsBeginnings(foldedTerm, typed))
    .orderBy('searches', 'desc')
    .orderBy('term')
    .limit(mostSearches);
