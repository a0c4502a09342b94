import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { AuditService } from '../audit/audit.service.js';
import type { Caller } from '../common/http/access.js';
import { Database } from '../database/database.js';
import { CategoryLoop, CategoryNotFound } from '../catalog/catalog.errors.js';
import type { AdminCategory, CategoryChange, CategoryInput } from './category.dto.js';
import { Category } from '../catalog/category.entity.js';
import { canonicalKey, keyColumn } from '../catalog/slug.js';
import { SlugService } from '../catalog/slug.service.js';
import { KeywordService } from './keyword.service.js';

@Injectable()
export class CategoryService {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditService,
    private readonly slugs: SlugService,
    private readonly keywords: KeywordService,
  ) {}

  /** @throws CategoryNotFound, SlugTaken */
  create(me: Caller, { parent = null, slug, name, active }: CategoryInput): Promise<AdminCategory> {
    return this.database.transaction(async (em) => {
      if (parent !== null) await lockTree(em);
      const category = em.create(Category, {
        name,
        slug: slug ?? (await this.slugs.unique(em, 'categories', name)),
        active,
        parent: parent === null ? null : await findCategory(em, parent),
      });
      await em.flush();
      this.audit.record(em, me, 'category.create', subjectOf(category), { to: category.toDto() });
      return category.toDto();
    });
  }

  /** @throws CategoryNotFound, SlugTaken, CategoryLoop */
  update(me: Caller, uuid: string, { parent, ...fields }: CategoryChange): Promise<AdminCategory> {
    return this.database.transaction(async (em) => {
      if (parent !== undefined || fields.active !== undefined) {
        await lockTree(em);
        await this.keywords.lockBranch(em, uuid);
      }
      const category = await em.findOne(Category, { uuid }, { lockMode: LockMode.PESSIMISTIC_WRITE });
      if (!category) throw new CategoryNotFound();
      await em.populate(category, ['parent']);
      const before = category.toDto();
      category.update(fields);
      if (parent !== undefined) category.moveBelow(parent === null ? null : await findParent(em, parent, category));
      this.audit.recordDiff(em, me, 'category.change', subjectOf(category), [before, category.toDto()]);
      await em.flush();
      const after = category.toDto();
      if (after.active !== before.active || after.parent !== before.parent)
        await this.keywords.branchChanged(em, category);
      else if (after.name !== before.name) await this.keywords.categoryRenamed(em, category);
      return after;
    });
  }

  /** @throws CategoryNotFound, StillInUse */
  remove(me: Caller, uuid: string): Promise<void> {
    return this.database.transaction(async (em) => {
      const category = await em.findOne(Category, { uuid }, { populate: ['parent'] });
      if (!category) throw new CategoryNotFound();
      this.audit.record(em, me, 'category.remove', subjectOf(category), { from: category.toDto() });
      await em.remove(category).flush();
    });
  }
}

const subjectOf = ({ uuid, name }: Category) => ({ kind: 'category' as const, uuid, label: name });

/** Two moves at once could each be valid and together make a loop; and nothing is added to a branch that is being hidden. */
const lockTree = (em: EntityManager) =>
  sql`select pg_advisory_xact_lock(hashtext('category tree'))`.execute(em.getKysely());

async function findCategory(em: EntityManager, given: string): Promise<Category> {
  const key = canonicalKey(given);
  const category = await em.findOne(Category, { [keyColumn(key)]: key });
  if (!category) throw new CategoryNotFound({ category: key });
  return category;
}

/** @throws CategoryNotFound, CategoryLoop for the category itself and for what is below it */
async function findParent(em: EntityManager, key: string, category: Category): Promise<Category> {
  const parent = await findCategory(em, key);
  const { rows } = await sql`
    with recursive ancestors as (
      select id, parent_id from categories where id = ${parent.id}
      union
      select categories.id, categories.parent_id
      from categories join ancestors on ancestors.parent_id = categories.id
    )
    select from ancestors where id = ${category.id}
  `.execute(em.getKysely());
  if (rows.length > 0) throw new CategoryLoop();
  return parent;
}
