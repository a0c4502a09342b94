import { Injectable } from '@nestjs/common';
import { type Kysely, sql } from 'kysely';
import { type List, offsetOf, type Page } from '../common/http/paging.js';
import { Database } from '../database/database.js';
import { folded, holdsWords } from '../database/folded.js';
import { listOf, type Sorting } from '../database/list.js';
import { inNameOrder } from '../database/sql.js';
import { CategoryNotFound } from '../catalog/catalog.errors.js';
import type { AdminCategory, CategoryTree } from './category.dto.js';
import type { TaxonomyListQuery, TaxonomyQuery } from './taxonomy.dto.js';
import { keyColumn } from '../catalog/slug.js';
import { uuidOfFormerSlug } from '../catalog/slug.service.js';
import type { CatalogTables } from '../catalog/product-columns.js';

@Injectable()
export class CategoryQueries {
  constructor(private readonly database: Database) {}

  /** One page of the roots, or of those with the slug or the words of the search, each with what is below it, active ones only, by name. */
  async tree({ slug, search, ...page }: TaxonomyQuery): Promise<Page<CategoryTree>> {
    const db = this.database.replicaSql<CatalogTables>();
    let roots =
      slug === undefined && search === undefined ? activeIn(db).where('parent_id', 'is', null) : shownCategories(db);
    if (slug !== undefined) roots = roots.where('slug', '=', slug.normalize('NFC'));
    if (search !== undefined) roots = roots.where(holdsWords(folded('categories.name'), search));
    const [results, { count }] = await Promise.all([
      this.grow(roots.orderBy(inNameOrder('name')).orderBy('id').limit(page.page_size).offset(offsetOf(page))),
      roots.select((root) => root.fn.countAll<string>().as('count')).executeTakeFirstOrThrow(),
    ]);
    return { count: Number(count), results };
  }

  /** An active one by uuid or slug, if only a former one, with what is below it. @throws CategoryNotFound */
  async branch(key: string): Promise<CategoryTree> {
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
    const found = search === undefined ? all : all.where(holdsWords(folded('categories.name'), search));
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

  private async grow(roots: ActiveCategories): Promise<CategoryTree[]> {
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

type ActiveCategories = ReturnType<typeof activeIn>;

const activeIn = (db: Kysely<CatalogTables>) => db.selectFrom('categories').where('active', '=', true);

/** What is below an inactive category is not shown either. */
const isBelowActive = sql<boolean>`not exists (
  with recursive above as (
    select category.parent_id, category.active from categories category where category.id = categories.parent_id
    union select category.parent_id, category.active from above join categories category on category.id = above.parent_id
  ) select from above where not active
)`;

/** The categories that customers see. */
export const shownCategories = (db: Kysely<CatalogTables>): ActiveCategories => activeIn(db).where(isBelowActive);

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
