import { defineEntity, p } from '@mikro-orm/core';
import { v7 } from 'uuid';

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
});

export class Category extends CategorySchema.class {}

CategorySchema.setClass(Category);
export { CategorySchema };
