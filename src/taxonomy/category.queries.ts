import { Injectable } from '@nestjs/common';
import type { Kysely } from 'kysely';
import { type List, type ListQuery, offsetOf, type Page, type PageQuery } from '../common/http/paging.js';
import { Database } from '../database/database.js';
import { listOf, type Sorting } from '../database/list.js';
import { CategoryNotFound } from '../catalog/catalog.errors.js';
import type { AdminCategory, CategoryTree } from './category.dto.js';
import type { CatalogTables } from '../catalog/product-columns.js';

@Injectable()
export class CategoryQueries {
  constructor(private readonly database: Database) {}

  /** One page of the roots, each with what is below it, active ones only, by name. */
  async tree(page: PageQuery): Promise<Page<CategoryTree>> {
    const db = this.database.replicaSql<CatalogTables>();
    const roots = db.selectFrom('categories').where('active', '=', true).where('parent_id', 'is', null);
    const [rows, { count }] = await Promise.all([
      db
        .withRecursive('roots', () =>
          roots.selectAll().orderBy('name').orderBy('id').limit(page.page_size).offset(offsetOf(page)),
        )
        .withRecursive('shown', (shown) =>
          shown
            .selectFrom('roots')
            .select(['id', 'parent_id', 'uuid', 'slug', 'name'])
            .unionAll(
              shown
                .selectFrom('shown')
                .innerJoin('categories as child', 'child.parent_id', 'shown.id')
                .where('child.active', '=', true)
                .select(['child.id', 'child.parent_id', 'child.uuid', 'child.slug', 'child.name']),
            ),
        )
        .selectFrom('shown')
        .selectAll()
        .orderBy('name')
        .orderBy('id')
        .execute(),
      roots.select((root) => root.fn.countAll<string>().as('count')).executeTakeFirstOrThrow(),
    ]);
    return { count: Number(count), results: grown(rows) };
  }

  /** Every category, by name. */
  list(page: ListQuery): Promise<List<AdminCategory>> {
    return listOf(this.database, plain(this.database.sql<CatalogTables>()), byName, page);
  }

  /** @throws CategoryNotFound */
  async one(uuid: string): Promise<AdminCategory> {
    const category = await plain(this.database.sql<CatalogTables>())
      .where('categories.uuid', '=', uuid)
      .executeTakeFirst();
    if (!category) throw new CategoryNotFound();
    return category;
  }
}

const byName: Sorting = {
  direction: 'asc',
  keys: [
    ['categories.name', 'text'],
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
}

/** Rows in any order as the trees they are; siblings keep their order. */
function grown(rows: Row[]): CategoryTree[] {
  const nodes = new Map(
    rows.map(({ id, uuid, slug, name }): [number, CategoryTree] => [
      id,
      { uuid, slug, name, parent: null, children: [] },
    ]),
  );
  const roots: CategoryTree[] = [];
  for (const { id, parent_id } of rows) {
    const node = nodes.get(id) as CategoryTree;
    const parent = parent_id === null ? undefined : nodes.get(parent_id);
    if (parent) node.parent = parent.uuid;
    (parent?.children ?? roots).push(node);
  }
  return roots;
}
