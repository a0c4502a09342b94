import { type Kysely, sql } from 'kysely';
import { jsonArrayFrom, jsonObjectFrom } from 'kysely/helpers/postgres';
import { decimal } from '../database/sql.js';
import type { CatalogTables } from './product-columns.js';
import type { Products } from './product-filter.js';

const most = 100;

/** How the hits spread over brands, categories and prices, as one JSON column. A category counts what filtering by it finds. */
export const facetsOf = (db: Kysely<CatalogTables>, hits: Products) =>
  jsonObjectFrom(
    db
      .withRecursive('above', (above) =>
        above
          .selectFrom('categories')
          .where('active', '=', true)
          .select(['categories.id as category_id', 'categories.id as ancestor_id'])
          .union(
            above
              .selectFrom('above')
              .innerJoin('categories as child', 'child.id', 'above.ancestor_id')
              .innerJoin('categories as parent', 'parent.id', 'child.parent_id')
              .where('parent.active', '=', true)
              .select(['above.category_id', 'parent.id as ancestor_id']),
          ),
      )
      .with('hits', () => hits.select(['products.id', 'products.brand_id', 'products.price']))
      .selectNoFrom((facets) => [
        jsonArrayFrom(
          facets
            .selectFrom('hits')
            .innerJoin('brands', 'brands.id', 'hits.brand_id')
            .groupBy('brands.id')
            .select(['brands.uuid', 'brands.slug', 'brands.name', sql<number>`count(*)::int`.as('count')])
            .orderBy('count', 'desc')
            .orderBy('brands.name')
            .orderBy('brands.id')
            .limit(most),
        ).as('brands'),
        jsonArrayFrom(
          facets
            .selectFrom('hits')
            .innerJoin('product_categories', 'product_id', 'hits.id')
            .innerJoin('above', 'above.category_id', 'product_categories.category_id')
            .innerJoin('categories', 'categories.id', 'above.ancestor_id')
            .groupBy('categories.id')
            .select([
              'categories.uuid',
              'categories.slug',
              'categories.name',
              sql<number>`count(distinct hits.id)::int`.as('count'),
            ])
            .orderBy('count', 'desc')
            .orderBy('categories.name')
            .orderBy('categories.id')
            .limit(most),
        ).as('categories'),
        jsonObjectFrom(
          facets
            .selectFrom((range) =>
              range
                .selectFrom('hits')
                .select(({ fn }) => [fn.min('price').as('least'), fn.max('price').as('greatest')])
                .as('range'),
            )
            .where('least', 'is not', null)
            .select([decimal('least').as('min'), decimal('greatest').as('max')]),
        ).as('price'),
      ]),
  ).$notNull();
