import { Injectable } from '@nestjs/common';
import { type Kysely, sql } from 'kysely';
import { type List, type ListQuery, offsetOf, type Page, type SluggedPageQuery } from '../common/http/paging.js';
import { Database } from '../database/database.js';
import { listOf, type Sorting } from '../database/list.js';
import { inNameOrder } from '../database/sql.js';
import { CategoryNotFound } from '../catalog/catalog.errors.js';
import type { AdminCategory, CategoryTree } from './category.dto.js';
import { keyColumn } from '../catalog/slug.js';
import type { CatalogTables } from '../catalog/product-columns.js';

@Injectable()
export class CategoryQueries {
  constructor(private readonly database: Database) {}

  /** One page of the roots, or the one with the slug, each with what is below it, active ones only, by name. */
  async tree({ slug, ...page }: SluggedPageQuery): Promise<Page<CategoryTree>> {
    const active = activeIn(this.database.replicaSql<CatalogTables>());
    const roots =
      slug === undefined
        ? active.where('parent_id', 'is', null)
        : active.where('slug', '=', slug.normalize('NFC')).where(isBelowActive);
    const [results, { count }] = await Promise.all([
      this.grow(roots.orderBy(inNameOrder('name')).orderBy('id').limit(page.page_size).offset(offsetOf(page))),
      roots.select((root) => root.fn.countAll<string>().as('count')).executeTakeFirstOrThrow(),
    ]);
    return { count: Number(count), results };
  }

  /** An active one by uuid or slug, with what is below it. @throws CategoryNotFound */
  async branch(key: string): Promise<CategoryTree> {
    const active = activeIn(this.database.replicaSql<CatalogTables>());
    const [branch] = await this.grow(active.where(keyColumn(key), '=', key).where(isBelowActive));
    if (!branch) throw new CategoryNotFound();
    return branch;
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

  private async grow(roots: ActiveCategories): Promise<CategoryTree[]> {
    const rows = await this.database
      .replicaSql<CatalogTables>()
      .withRecursive('roots', () => roots.selectAll())
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
      .leftJoin('categories as above', 'above.id', 'shown.parent_id')
      .select(['shown.id', 'shown.parent_id', 'shown.uuid', 'shown.slug', 'shown.name', 'above.uuid as parent'])
      .orderBy(inNameOrder('shown.name'))
      .orderBy('shown.id')
      .execute();
    return grown(rows);
  }
}

type ActiveCategories = ReturnType<typeof activeIn>;

const activeIn = (db: Kysely<CatalogTables>) => db.selectFrom('categories').where('active', '=', true);

/** What is below an inactive category is not shown either. */
const isBelowActive = sql<boolean>`not exists (
  with recursive above as (
    select category.parent_id, category.active from categories category where category.id = categories.parent_id
    union select category.parent_id, category.active from above join categories category on category.id = above.parent_id
  ) select from above where not active
)`;

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
}

/** Rows in any order as the trees they are; siblings keep their order. */
function grown(rows: Row[]): CategoryTree[] {
  const nodes = new Map(
    rows.map(({ id, uuid, slug, name, parent }): [number, CategoryTree] => [
      id,
      { uuid, slug, name, parent, children: [] },
    ]),
  );
  const roots: CategoryTree[] = [];
  for (const { id, parent_id } of rows) {
    const parent = parent_id === null ? undefined : nodes.get(parent_id);
    (parent?.children ?? roots).push(nodes.get(id) as CategoryTree);
  }
  return roots;
}
