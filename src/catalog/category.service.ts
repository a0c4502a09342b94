import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { AuditService } from '../audit/audit.service.js';
import type { Caller } from '../common/http/access.js';
import { Database } from '../database/database.js';
import { CategoryLoop, CategoryNotFound } from './catalog.errors.js';
import type { AdminCategory, CategoryChange, CategoryInput } from './category.dto.js';
import { Category } from './category.entity.js';
import { diff } from '../audit/diff.js';
import { allowTime, lockProducts, refreshKeywords } from './keywords.js';
import { keyOf } from './product-filter.js';
import { freeSlug } from './slug.js';

@Injectable()
export class CategoryService {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditService,
  ) {}

  /** @throws CategoryNotFound, SlugTaken */
  create(me: Caller, { parent = null, slug, name, active }: CategoryInput): Promise<AdminCategory> {
    return this.database.transaction(async (em) => {
      const category = em.create(Category, {
        name,
        slug: slug ?? (await freeSlug(em, 'categories', name)),
        active,
        parent: parent === null ? null : await found(em, parent),
      });
      await em.flush();
      this.audit.record(em, me, 'category.create', `category/${category.uuid}`, { to: category.facts() });
      return category.facts();
    });
  }

  /** @throws CategoryNotFound, SlugTaken, CategoryLoop */
  change(me: Caller, uuid: string, { parent, ...facts }: CategoryChange): Promise<AdminCategory> {
    return this.database.transaction(async (em) => {
      // Two moves at once could each be fine and together make a loop, so moves take turns.
      if (parent) await sql`select pg_advisory_xact_lock(hashtext('category tree'))`.execute(em.getKysely());
      const category = await em.findOne(Category, { uuid }, { lockMode: LockMode.PESSIMISTIC_WRITE });
      if (!category) throw new CategoryNotFound();
      await em.populate(category, ['parent']);
      const before = category.facts();
      category.change(facts);
      if (parent !== undefined) category.moveBelow(parent === null ? null : await outside(em, parent, category));
      this.audit.record(em, me, 'category.change', `category/${uuid}`, diff(before, category.facts()));
      await em.flush();
      if (category.name !== before.name) await renamed(em, category);
      return category.facts();
    });
  }

  /** @throws CategoryNotFound, StillInUse */
  remove(me: Caller, uuid: string): Promise<void> {
    return this.database.transaction(async (em) => {
      const category = await em.findOne(Category, { uuid }, { populate: ['parent'] });
      if (!category) throw new CategoryNotFound();
      this.audit.record(em, me, 'category.remove', `category/${uuid}`, { from: category.facts() });
      await em.remove(category).flush();
    });
  }
}

async function found(em: EntityManager, slugOrUuid: string): Promise<Category> {
  const category = await em.findOne(Category, { [keyOf(slugOrUuid)]: slugOrUuid });
  if (!category) throw new CategoryNotFound({ category: slugOrUuid });
  return category;
}

/** A category that is neither `below` itself nor anything under it. @throws CategoryNotFound, CategoryLoop */
async function outside(em: EntityManager, slugOrUuid: string, below: Category): Promise<Category> {
  const parent = await found(em, slugOrUuid);
  const { rows } = await sql`
    with recursive above as (
      select id, parent_id from categories where id = ${parent.id}
      union select categories.id, categories.parent_id from categories join above on above.parent_id = categories.id
    )
    select from above where id = ${below.id}
  `.execute(em.getKysely());
  if (rows.length > 0) throw new CategoryLoop();
  return parent;
}

async function renamed(em: EntityManager, { id }: Category): Promise<void> {
  const products = sql<boolean>`products.id in (select product_id from product_categories where category_id = ${id})`;
  await allowTime(em, 60);
  await lockProducts(em, products);
  await refreshKeywords(em, products);
}
