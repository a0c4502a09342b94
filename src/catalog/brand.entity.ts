import { defineEntity, p, raw } from '@mikro-orm/core';
import { v7 } from 'uuid';
import { foldedName } from '../database/folded.js';

const BrandSchema = defineEntity({
  name: 'Brand',
  tableName: 'brands',
  properties: {
    id: p.integer().primary(),
    uuid: p
      .uuid()
      .unique()
      .onCreate(() => v7()),
    slug: p.string().unique().length(200),
    name: p.string().length(200),
    /** When it got this name, if it had another one before. */
    renamed_at: p.datetime().nullable(),
  },
  triggers: [
    {
      name: 'keep_former_slug',
      timing: 'after',
      events: ['update'],
      expression:
        'create trigger keep_former_slug after update of slug on brands for each row when (old.slug is distinct from new.slug) execute function shop.keep_former_slug()',
    },
  ],
  indexes: [
    {
      name: 'brands_search',
      expression: `create index brands_search on brands using gin ((${foldedName('name')}) gin_trgm_ops)`,
    },
  ],
});

export class Brand extends BrandSchema.class {
  /** Fields left out stay as they are. */
  update({ name = this.name, slug = this.slug }: { name?: string; slug?: string }): void {
    if (name !== this.name) this.renamed_at = raw<Date>('clock_timestamp()');
    this.name = name;
    this.slug = slug;
  }

  toDto() {
    const { uuid, slug, name } = this;
    return { uuid, slug, name };
  }
}

BrandSchema.setClass(Brand);
export { BrandSchema };
