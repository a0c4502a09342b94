import { defineEntity, p, PrimaryKeyProp } from '@mikro-orm/core';
import { Product } from '../../catalog/product.entity.js';

/** `purchases`: bought by the same customers; `names`: words in common. */
export const pullKinds = ['purchases', 'names'] as const;

const ProductPullSchema = defineEntity({
  name: 'ProductPull',
  tableName: 'product_pulls',
  properties: {
    source: () => p.manyToOne(Product).ref().primary().deleteRule('cascade'),
    kind: p.enum(pullKinds).primary(),
    /** Ids of products. One that was deleted since stays until the next night, and is never shown. */
    target_ids: p.array().columnType('int[]'),
    /** In the order of the targets. */
    weights: p.array().columnType('real[]'),
  },
});

/** How strongly a product that a customer has pulls the customer to others. Replaced every night. */
export class ProductPull extends ProductPullSchema.class {
  [PrimaryKeyProp]?: ['source', 'kind'];
}

ProductPullSchema.setClass(ProductPull);
export { ProductPullSchema };
