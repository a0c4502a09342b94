import { defineEntity, p } from '@mikro-orm/core';
import { Product } from '../../catalog/product.entity.js';
import { Customer } from '../../customer/customer.entity.js';

const WishlistSchema = defineEntity({
  name: 'Wishlist',
  tableName: 'wishlists',
  properties: {
    id: p.integer().primary(),
    customer: () => p.oneToOne(Customer).ref().owner().deleteRule('cascade'),
    /** Whoever knows it may read the wishlist. Null: it is not shared. */
    share_token: p.uuid().nullable().unique(),
  },
});

/** Products that a customer or a guest wants to keep in mind. Its row is the lock for its items. */
export class Wishlist extends WishlistSchema.class {}

const WishlistItemSchema = defineEntity({
  name: 'WishlistItem',
  tableName: 'wishlist_items',
  properties: {
    id: p.integer().primary(),
    wishlist: () => p.manyToOne(Wishlist).ref().deleteRule('cascade'),
    product: () => p.manyToOne(Product).ref().index().deleteRule('cascade'),
    /** Price in minor units when it was added, or when a mail last said that it fell; null where nobody noted it. */
    price_seen: p.bigint('number').nullable(),
    created_at: p.datetime().defaultRaw('now()'),
  },
  uniques: [{ name: 'wishlist_items_once', properties: ['wishlist', 'product'] }],
});

export class WishlistItem extends WishlistItemSchema.class {}

WishlistSchema.setClass(Wishlist);
WishlistItemSchema.setClass(WishlistItem);
export { WishlistItemSchema, WishlistSchema };
