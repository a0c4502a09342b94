import { type Kysely, sql } from 'kysely';
import { jsonArrayFrom, jsonObjectFrom } from 'kysely/helpers/postgres';
import { decimal, inNameOrder } from '../database/sql.js';
import { type CatalogTables, isShown } from './product-columns.js';
import type { Filter, Products } from './product-filter.js';

const most = 100;

/**
 * How the hits spread over brands, categories and prices, as one JSON column. Each is counted without the filter of its own
 * kind, so that a choice hides nothing that could be chosen beside it. A category counts what filtering by it finds.
 */
export const facetsOf = (db: Kysely<CatalogTables>, filter: Filter, hitsBy: (filter: Filter) => Products) =>
  jsonObjectFrom(
    db
      .withRecursive('above', (above) =>
        above
          .selectFrom('categories')
          .where(isShown)
          .select(['categories.id as category_id', 'categories.id as ancestor_id'])
          .union(
            above
              .selectFrom('above')
              .innerJoin('categories as child', 'child.id', 'above.ancestor_id')
              .innerJoin('categories as parent', 'parent.id', 'child.parent_id')
              .select(['above.category_id', 'parent.id as ancestor_id']),
          ),
      )
      .with('hits_of_brands', () => hitsBy(without(filter, 'brand')).select('products.brand_id'))
      .with('hits_of_categories', () => hitsBy(without(filter, 'category')).select('products.id'))
      .with('hits_of_prices', () => hitsBy(without(filter, 'min_price', 'max_price')).select('products.price'))
      .selectNoFrom((facets) => [
        jsonArrayFrom(
          facets
            .selectFrom('hits_of_brands')
            .innerJoin('brands', 'brands.id', 'hits_of_brands.brand_id')
            .groupBy('brands.id')
            .select(['brands.uuid', 'brands.slug', 'brands.name', sql<number>`count(*)::int`.as('count')])
            .orderBy('count', 'desc')
            .orderBy(inNameOrder('brands.name'))
            .orderBy('brands.id')
            .limit(most),
        ).as('brands'),
        jsonArrayFrom(
          facets
            .selectFrom('hits_of_categories')
            .innerJoin('product_categories', 'product_id', 'hits_of_categories.id')
            .innerJoin('above', 'above.category_id', 'product_categories.category_id')
            .innerJoin('categories', 'categories.id', 'above.ancestor_id')
            .groupBy('categories.id')
            .select([
              'categories.uuid',
              'categories.slug',
              'categories.name',
              sql<number>`count(distinct hits_of_categories.id)::int`.as('count'),
            ])
            .orderBy('count', 'desc')
            .orderBy(inNameOrder('categories.name'))
            .orderBy('categories.id')
            .limit(most),
        ).as('categories'),
        jsonObjectFrom(
          facets
            .selectFrom((range) =>
              range
                .selectFrom('hits_of_prices')
                .select(({ fn }) => [fn.min('price').as('least'), fn.max('price').as('greatest')])
                .as('range'),
            )
            .where('least', 'is not', null)
            .select([decimal('least').as('min'), decimal('greatest').as('max')]),
        ).as('price'),
      ]),
  ).$notNull();

const without = (filter: Filter, ...kinds: (keyof Filter)[]): Filter =>
  Object.fromEntries(Object.entries(filter).filter(([kind]) => !kinds.includes(kind as keyof Filter)));
