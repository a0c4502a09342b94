import { defineEntity, p, PrimaryKeyProp } from '@mikro-orm/core';
import { Product } from '../../catalog/product.entity.js';

const ProductTrendSchema = defineEntity({
  name: 'ProductTrend',
  tableName: 'product_trends',
  properties: {
    product: () => p.manyToOne(Product).ref().primary().updateRule('no action').deleteRule('cascade'),
    /** Customers who bought it for the first time in the last 14 days. */
    first_buyers: p.integer(),
  },
});

/** What is new to many. Units sold would say what the same customers buy again and again. Replaced every hour. */
export class ProductTrend extends ProductTrendSchema.class {
  [PrimaryKeyProp]?: 'product';
}

ProductTrendSchema.setClass(ProductTrend);
export { ProductTrendSchema };
