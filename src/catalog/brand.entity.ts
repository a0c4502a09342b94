import { defineEntity, p } from '@mikro-orm/core';
import { v7 } from 'uuid';

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
  },
});

export class Brand extends BrandSchema.class {
  /** Fields left out stay as they are. */
  update({ name = this.name, slug = this.slug }: { name?: string; slug?: string }): void {
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
