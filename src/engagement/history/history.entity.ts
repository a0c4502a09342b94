import { defineEntity, p, PrimaryKeyProp } from '@mikro-orm/core';
import { Product } from '../../catalog/product.entity.js';
import { Customer } from '../../customer/customer.entity.js';

const HistorySettingsSchema = defineEntity({
  name: 'HistorySettings',
  tableName: 'history_settings',
  properties: {
    customer: () => p.manyToOne(Customer).ref().primary().deleteRule('cascade'),
    record_views: p.boolean().default(true),
    /** Views up to here are not kept: another process may still hold some in memory. */
    cleared_at: p.datetime().nullable(),
  },
});

/** What a customer or a guest wants to be remembered. Its row is the lock for their views. */
export class HistorySettings extends HistorySettingsSchema.class {
  [PrimaryKeyProp]?: 'customer';
}

const ProductViewSchema = defineEntity({
  name: 'ProductView',
  tableName: 'product_views',
  properties: {
    customer: () => p.manyToOne(Customer).ref().primary().deleteRule('cascade'),
    product: () => p.manyToOne(Product).ref().primary().index().deleteRule('cascade'),
    /** The last time. */
    viewed_at: p.datetime(),
    views: p.integer(),
  },
});

/** A product that a customer or a guest has looked at. */
export class ProductView extends ProductViewSchema.class {
  [PrimaryKeyProp]?: ['customer', 'product'];
}

const VisitSchema = defineEntity({
  name: 'Visit',
  tableName: 'visits',
  properties: {
    customer: () => p.manyToOne(Customer).ref().primary().deleteRule('cascade'),
    /** In the shop's time zone. */
    day: p.date().primary().index(),
    /** Of products. */
    views: p.integer().default(0),
    /** Whether something was put into the bucket or ordered. */
    has_bucket: p.boolean().default(false),
  },
});

/** That a customer or a guest was here on a day; only its count stays after some days. */
export class Visit extends VisitSchema.class {
  [PrimaryKeyProp]?: ['customer', 'day'];
}

HistorySettingsSchema.setClass(HistorySettings);
ProductViewSchema.setClass(ProductView);
VisitSchema.setClass(Visit);
export { HistorySettingsSchema, ProductViewSchema };
