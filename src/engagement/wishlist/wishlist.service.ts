import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { v4 } from 'uuid';
import { BucketService } from '../../bucket/bucket.service.js';
import type { Caller } from '../../common/http/access.js';
import { Database } from '../../database/database.js';
import { ProductNotFound } from '../../stock/stock.errors.js';
import { WishlistFull, WishlistItemNotFound } from './wishlist.errors.js';

const maxItems = 200;

@Injectable()
export class WishlistService {
  constructor(
    private readonly database: Database,
    private readonly buckets: BucketService,
  ) {}

  /** Harmless when repeated. @throws ProductNotFound, WishlistFull */
  add(me: Caller, product: string): Promise<void> {
    return this.database.transaction(async (em) => {
      const wishlist = await lock(em, me.id);
      const { rows } = await sql<{ id: number; price: number; listed: boolean; items: string }>`
        select id, price, exists (select from wishlist_items where wishlist_id = ${wishlist} and product_id = products.id) as listed,
          (select count(*) from wishlist_items where wishlist_id = ${wishlist}) as items
        from products where uuid = ${product} and published
      `.execute(em.getKysely());
      const found = rows[0];
      if (!found) throw new ProductNotFound();
      if (found.listed) return;
      if (Number(found.items) >= maxItems) throw new WishlistFull({ most: maxItems });
      await sql`
        insert into wishlist_items (wishlist_id, product_id, price_seen) values (${wishlist}, ${found.id}, ${found.price})
      `.execute(em.getKysely());
    });
  }

  /** @throws WishlistItemNotFound */
  remove(me: Caller, product: string): Promise<void> {
    return this.database.transaction((em) => removeItem(em, me.id, product));
  }

  /** Adds one unit to the bucket. @throws WishlistItemNotFound, ProductNotAvailable, NotEnoughStock, BucketFull */
  moveToBucket(me: Caller, product: string): Promise<void> {
    return this.database.transaction(async (em) => {
      await removeItem(em, me.id, product);
      await this.buckets.addQuantityIn(em, me, { uuid: product }, 1);
    });
  }

  /** A wishlist that is shared keeps its token; one that is shared again gets a new one. */
  async share(me: Caller): Promise<string> {
    return this.database.transaction(async (em) => {
      const wishlist = await lock(em, me.id);
      const { rows } = await sql<{ share_token: string }>`
        update wishlists set share_token = coalesce(share_token, ${v4()}) where id = ${wishlist} returning share_token
      `.execute(em.getKysely());
      return rows[0]?.share_token ?? '';
    });
  }

  async withdrawShare(me: Caller): Promise<void> {
    await sql`update wishlists set share_token = null where customer_id = ${me.id}`.execute(this.database.sql());
  }

  /** Moves a guest's items here, the latest first. What does not fit stays on the guest's list, until there is room. Harmless when repeated. */
  merge(me: Caller, guestToken: string): Promise<void> {
    return this.database.transaction(async (em) => {
      const wishlist = await lock(em, me.id);
      await sql`
        with own as (
          select product_id from wishlist_items where wishlist_id = ${wishlist}
        ), guests as (
          select item.id, product_id, item.created_at from wishlist_items item
          join wishlists on wishlists.id = wishlist_id join customers on customers.id = customer_id
          where guest_token = ${guestToken} and username is null
        ), further as (
          select id from guests where product_id not in (table own) order by created_at desc, id desc
          limit greatest(0, ${maxItems}::int - (select count(*) from own))
        ), moved as (
          delete from wishlist_items item using guests
          where item.id = guests.id and (item.product_id in (table own) or item.id in (table further))
          returning item.product_id, price_seen, item.created_at
        )
        insert into wishlist_items (wishlist_id, product_id, price_seen, created_at)
        select ${wishlist}::int, product_id, price_seen, created_at from moved
        on conflict (wishlist_id, product_id) do nothing
      `.execute(em.getKysely());
    });
  }
}

/** Creates the wishlist on first use. Whoever else changes it waits. */
async function lock(em: EntityManager, customer: number): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    insert into wishlists (customer_id) values (${customer})
    on conflict (customer_id) do update set customer_id = excluded.customer_id returning id
  `.execute(em.getKysely());
  if (!rows[0]) throw new Error(`the wishlist of customer ${customer} was not created`);
  return rows[0].id;
}

async function removeItem(em: EntityManager, customer: number, product: string): Promise<void> {
  const { numAffectedRows: removed } = await sql`
    delete from wishlist_items using wishlists, products
    where wishlists.id = wishlist_id and wishlists.customer_id = ${customer}
      and products.id = product_id and products.uuid = ${product}
  `.execute(em.getKysely());
  if (!removed) throw new WishlistItemNotFound();
}
