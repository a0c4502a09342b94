import type { InferKyselyDB } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { jsonObjectFrom } from 'kysely/helpers/postgres';
import { type CatalogTables, listColumns } from '../../catalog/product-columns.js';
import type { Page, PageQuery } from '../../common/http/paging.js';
import { Config } from '../../config/config.js';
import { Database } from '../../database/database.js';
import { iso, pageOf } from '../../database/sql.js';
import type { WishlistItemDto } from './wishlist.dto.js';
import type { WishlistItemSchema, WishlistSchema } from './wishlist.entity.js';
import { SharedWishlistNotFound } from './wishlist.errors.js';

type Tables = CatalogTables & InferKyselyDB<typeof WishlistSchema | typeof WishlistItemSchema>;

@Injectable()
export class WishlistQueries {
  private readonly currency: string;

  constructor(
    private readonly database: Database,
    config: Config,
  ) {
    this.currency = config.get('CURRENCY');
  }

  /** Latest first. Products that are not published any more are left out, and come back with their publication. */
  items(customer: number, page: PageQuery, base: string): Promise<Page<WishlistItemDto>> {
    return this.pageOf(this.published().where('wishlists.customer_id', '=', customer), page, base);
  }

  /** @throws SharedWishlistNotFound */
  async shared(token: string, page: PageQuery, base: string): Promise<Page<WishlistItemDto>> {
    const shared = await this.database
      .sql<Tables>()
      .selectFrom('wishlists')
      .select('id')
      .where('share_token', '=', token)
      .executeTakeFirst();
    if (!shared) throw new SharedWishlistNotFound();
    return this.pageOf(this.published().where('wishlists.id', '=', shared.id), page, base);
  }

  async shareToken(customer: number): Promise<string | null> {
    const wishlist = await this.database
      .sql<Tables>()
      .selectFrom('wishlists')
      .select('share_token')
      .where('customer_id', '=', customer)
      .executeTakeFirst();
    return wishlist?.share_token ?? null;
  }

  private published() {
    return this.database
      .sql<Tables>()
      .selectFrom('wishlist_items')
      .innerJoin('wishlists', 'wishlists.id', 'wishlist_items.wishlist_id')
      .innerJoin('products', 'products.id', 'wishlist_items.product_id')
      .where('products.published', '=', true);
  }

  private async pageOf(items: ReturnType<WishlistQueries['published']>, page: PageQuery, base: string) {
    const rows = items
      .select((item) => [
        jsonObjectFrom(
          item
            .selectFrom('products')
            .whereRef('products.id', '=', 'wishlist_items.product_id')
            .select((product) => listColumns(product as never, { currency: this.currency, base })),
        ).as('product'),
        iso('wishlist_items.created_at').as('added'),
      ])
      .orderBy('wishlist_items.id', 'desc');
    return (await pageOf(rows, page)) as Page<WishlistItemDto>;
  }
}
