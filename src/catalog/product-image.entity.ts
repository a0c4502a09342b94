import { defineEntity, p } from '@mikro-orm/core';
import { v7 } from 'uuid';
import { Product } from './product.entity.js';

const ProductImageSchema = defineEntity({
  name: 'ProductImage',
  tableName: 'product_images',
  properties: {
    id: p.integer().primary(),
    uuid: p
      .uuid()
      .unique()
      .onCreate(() => v7()),
    product: () => p.manyToOne(Product).ref().index().deleteRule('cascade'),
    /** Names the picture under `/media/`: SHA-256 of what was uploaded. */
    hash: p.string().length(64).index(),
    position: p.integer().default(0),
  },
});

/** A picture of a product; the first one is its face. */
export class ProductImage extends ProductImageSchema.class {}

ProductImageSchema.setClass(ProductImage);
export { ProductImageSchema };
