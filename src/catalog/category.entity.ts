import { defineEntity, p, ref } from '@mikro-orm/core';
import { v7 } from 'uuid';
import { foldedName } from '../database/folded.js';

const CategorySchema = defineEntity({
  name: 'Category',
  tableName: 'categories',
  properties: {
    id: p.integer().primary(),
    uuid: p
      .uuid()
      .unique()
      .onCreate(() => v7()),
    slug: p.string().unique().length(200),
    name: p.string().length(200),
    parent: () => p.manyToOne(Category).ref().nullable().index().deleteRule('restrict'),
    active: p.boolean().default(true),
  },
  triggers: [
    {
      name: 'keep_former_slug',
      timing: 'after',
      events: ['update'],
      expression:
        'create trigger keep_former_slug after update of slug on categories for each row when (old.slug is distinct from new.slug) execute function shop.keep_former_slug()',
    },
  ],
  indexes: [
    {
      name: 'categories_hidden',
      expression: 'create index categories_hidden on categories (id) where not active',
    },
    {
      name: 'categories_search',
      expression: `create index categories_search on categories using gin ((${foldedName('name')}) gin_trgm_ops)`,
    },
  ],
});

interface CategoryFields {
  name?: string;
  slug?: string;
  active?: boolean;
}

export class Category extends CategorySchema.class {
  /** Fields left out stay as they are. */
  update({ name = this.name, slug = this.slug, active = this.active }: CategoryFields): void {
    this.name = name;
    this.slug = slug;
    this.active = active;
  }

  /** The caller ensures that the parent is not below this category. */
  moveBelow(parent: Category | null): void {
    this.parent = parent && ref(parent);
  }

  /** The parent must be loaded. */
  toDto() {
    const { uuid, slug, name, active } = this;
    return { uuid, slug, name, parent: this.parent?.unwrap().uuid ?? null, active };
  }
}

CategorySchema.setClass(Category);
export { CategorySchema };
