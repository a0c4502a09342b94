import { Migration } from '@mikro-orm/migrations';

export class Wishlists extends Migration {
  override up(): void {
    this.addSql(`
      create table "wishlists" ("id" serial primary key, "customer_id" int not null, "share_token" uuid null);
      alter table "wishlists" add constraint "wishlists_customer_id_unique" unique ("customer_id");
      alter table "wishlists" add constraint "wishlists_share_token_unique" unique ("share_token");
      alter table "wishlists" add constraint "wishlists_customer_id_foreign" foreign key ("customer_id") references "customers" ("id") on delete cascade;
      create table "wishlist_items" ("id" serial primary key, "wishlist_id" int not null, "product_id" int not null, "created_at" timestamptz not null default now());
      create index "wishlist_items_product_id_index" on "wishlist_items" ("product_id");
      alter table "wishlist_items" add constraint "wishlist_items_once" unique ("wishlist_id", "product_id");
      alter table "wishlist_items" add constraint "wishlist_items_wishlist_id_foreign" foreign key ("wishlist_id") references "wishlists" ("id") on delete cascade;
      alter table "wishlist_items" add constraint "wishlist_items_product_id_foreign" foreign key ("product_id") references "products" ("id") on delete cascade;
    `);
  }

  override down(): void {
    this.addSql('drop table wishlist_items; drop table wishlists');
  }
}
