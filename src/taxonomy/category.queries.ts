import { Injectable } from '@nestjs/common';
import { type Kysely, type SelectQueryBuilder, sql } from 'kysely';
import { type List, offsetOf, type Page } from '../common/http/paging.js';
import { Database } from '../database/database.js';
import { foldedName, holdsWords } from '../database/folded.js';
import { listOf, type Sorting } from '../database/list.js';
import { inNameOrder } from '../database/sql.js';
import { CategoryNotFound } from '../catalog/catalog.errors.js';
import type { AdminCategory, CategoryTree } from './category.dto.js';
import type { TaxonomyListQuery, TaxonomyQuery } from './taxonomy.dto.js';
import { canonicalKey, keyColumn } from '../catalog/slug.js';
import { uuidOfFormerSlug } from '../catalog/slug.service.js';
import { type CatalogTables, isShown } from '../catalog/product-columns.js';
import { isOneOf } from '../catalog/product-filter.js';

@Injectable()
export class CategoryQueries {
  constructor(private readonly database: Database) {}

  /** One page of the roots, or of those with the slug or the words of the search, each with what is below it, active ones only, by name. */
  async tree({ slug, search, ...page }: TaxonomyQuery): Promise<Page<CategoryTree>> {
    const db = this.database.replicaSql<CatalogTables>();
    let roots = shownCategories(db);
    if (slug === undefined && search === undefined) roots = roots.where('parent_id', 'is', null);
    if (slug !== undefined) roots = roots.where(isOneOf('categories', [slug]));
    if (search !== undefined) roots = roots.where(holdsWords(foldedName('categories.name'), search));
    const [results, { count }] = await Promise.all([
      this.grow(roots.orderBy(inNameOrder('name')).orderBy('id').limit(page.page_size).offset(offsetOf(page))),
      roots.select((root) => root.fn.countAll<string>().as('count')).executeTakeFirstOrThrow(),
    ]);
    return { count: Number(count), results };
  }

  /** An active one by uuid or slug, if only a former one, with what is below it. @throws CategoryNotFound */
  async branch(given: string): Promise<CategoryTree> {
    const key = canonicalKey(given);
    const shown = shownCategories(this.database.replicaSql<CatalogTables>());
    const [branch] = await this.grow(shown.where(keyColumn(key), '=', key));
    if (branch) return branch;
    const former = keyColumn(key) === 'slug' && (await uuidOfFormerSlug(this.database, 'categories', key));
    if (!former) throw new CategoryNotFound();
    return this.branch(former);
  }

  /** Every category, by name. */
  list({ search, ...page }: TaxonomyListQuery): Promise<List<AdminCategory>> {
    const all = plain(this.database.sql<CatalogTables>());
    const found = search === undefined ? all : all.where(holdsWords(foldedName('categories.name'), search));
    return listOf(this.database, found, byName, page);
  }

  /** @throws CategoryNotFound */
  async one(uuid: string): Promise<AdminCategory> {
    const category = await plain(this.database.sql<CatalogTables>())
      .where('categories.uuid', '=', uuid)
      .executeTakeFirst();
    if (!category) throw new CategoryNotFound();
    return category;
  }

  private async grow(roots: Categories): Promise<CategoryTree[]> {
    const rows = await this.database
      .replicaSql<CatalogTables>()
      .withRecursive('roots', () => roots.selectAll())
      .withRecursive('shown', (shown) =>
        shown
          .selectFrom('roots')
          .select(['id', 'parent_id', 'uuid', 'slug', 'name'])
          .union(
            shown
              .selectFrom('shown')
              .innerJoin('categories as child', 'child.parent_id', 'shown.id')
              .where('child.active', '=', true)
              .select(['child.id', 'child.parent_id', 'child.uuid', 'child.slug', 'child.name']),
          ),
      )
      .selectFrom('shown')
      .leftJoin('categories as above', 'above.id', 'shown.parent_id')
      .select(['shown.id', 'shown.parent_id', 'shown.uuid', 'shown.slug', 'shown.name', 'above.uuid as parent'])
      .select(sql<boolean>`shown.id in (select id from roots)`.as('is_root'))
      .orderBy(inNameOrder('shown.name'))
      .orderBy('shown.id')
      .execute();
    return grown(rows);
  }
}

type Categories = SelectQueryBuilder<CatalogTables, 'categories', object>;

/** The categories that customers see. */
export const shownCategories = (db: Kysely<CatalogTables>): Categories => db.selectFrom('categories').where(isShown);

const byName: Sorting = {
  direction: 'asc',
  keys: [
    ['categories.name', 'name'],
    ['categories.id', 'int'],
  ],
};

const plain = (db: Kysely<CatalogTables>) =>
  db
    .selectFrom('categories')
    .leftJoin('categories as above', 'above.id', 'categories.parent_id')
    .select(['categories.uuid', 'categories.slug', 'categories.name', 'above.uuid as parent', 'categories.active']);

interface Row {
  id: number;
  parent_id: number | null;
  uuid: string;
  slug: string;
  name: string;
  parent: string | null;
  is_root: boolean;
}

/** Rows in any order as the trees they are; siblings keep their order. A root may also be below another one. */
function grown(rows: Row[]): CategoryTree[] {
  const nodes = new Map(
    rows.map(({ id, uuid, slug, name, parent }): [number, CategoryTree] => [
      id,
      { uuid, slug, name, parent, children: [] },
    ]),
  );
  const roots: CategoryTree[] = [];
  for (const { id, parent_id, is_root } of rows) {
    const node = nodes.get(id) as CategoryTree;
    if (parent_id !== null) nodes.get(parent_id)?.children.push(node);
    if (is_root) roots.push(node);
  }
  return roots;
}
