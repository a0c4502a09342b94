import { defineEntity, p } from '@mikro-orm/core';
import { Product } from '../../catalog/product.entity.js';
import { Contact } from './contact.entity.js';

const SubscriptionSchema = defineEntity({
  name: 'RestockSubscription',
  tableName: 'restock_subscriptions',
  properties: {
    id: p.integer().primary(),
    /** Signed into the link that confirms it. */
    uuid: p.uuid().unique(),
    contact: () => p.manyToOne(Contact).ref().deleteRule('cascade'),
    product: () => p.manyToOne(Product).ref().index().deleteRule('cascade'),
    created_at: p.datetime().defaultRaw('now()'),
    /** Null until the owner of the address has confirmed it. */
    confirmed_at: p.datetime().nullable(),
    /** When the mail was enqueued, which ends the subscription. */
    notified_at: p.datetime().nullable(),
  },
  uniques: [{ name: 'restock_subscriptions_once', properties: ['contact', 'product'] }],
});

/** That somebody wants to know when a product is back in stock. */
export class RestockSubscription extends SubscriptionSchema.class {}

SubscriptionSchema.setClass(RestockSubscription);
export { SubscriptionSchema };
