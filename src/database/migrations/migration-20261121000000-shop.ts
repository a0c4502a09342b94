import { Migration } from '@mikro-orm/migrations';

export class Shop extends Migration {
  override up(): void {
    this.addSql(`create extension if not exists pg_trgm;`);
    this.addSql(`
      create table "audit_entries" ("id" bigserial primary key, "actor" uuid not null, "action" varchar(60) not null, "subject" varchar(100) not null, "changes" jsonb not null, "request_id" varchar(64) not null default '', "created" timestamptz not null default now());
      create index "audit_entries_actor_index" on "audit_entries" ("actor");
      create index "audit_entries_subject_index" on "audit_entries" ("subject");
    `);
    this.addSql(`
      create table "brands" ("id" serial primary key, "uuid" uuid not null, "slug" varchar(200) not null, "name" varchar(200) not null);
      alter table "brands" add constraint "brands_uuid_unique" unique ("uuid");
      alter table "brands" add constraint "brands_slug_unique" unique ("slug");
    `);
    this.addSql(`
      create table "categories" ("id" serial primary key, "uuid" uuid not null, "slug" varchar(200) not null, "name" varchar(200) not null, "parent_id" int null, "active" boolean not null default true);
      alter table "categories" add constraint "categories_uuid_unique" unique ("uuid");
      alter table "categories" add constraint "categories_slug_unique" unique ("slug");
      create index "categories_parent_id_index" on "categories" ("parent_id");
    `);
    this.addSql(`
      create table "customers" ("id" serial primary key, "uuid" uuid not null, "username" varchar(150) null, "email" varchar(254) null, "password_hash" varchar(255) null, "role" text not null default 'customer', "first_name" varchar(150) not null default '', "last_name" varchar(150) not null default '', "phone" varchar(40) not null default '', "city" varchar(100) not null default '', "address" varchar(250) not null default '', "title" varchar(40) not null default '', "birthday" date null, "guest_token" uuid not null, "disabled_at" timestamptz null, "created" timestamptz not null, "updated" timestamptz not null);
      alter table "customers" add constraint "customers_uuid_unique" unique ("uuid");
      alter table "customers" add constraint "customers_guest_token_unique" unique ("guest_token");
      create unique index customers_email on customers (lower(email));
      create unique index customers_username on customers (lower(username));
      alter table "customers" add constraint "customers_guest_or_registered" check (num_nulls(username, email, password_hash) in (0, 3));
      alter table "customers" add constraint "customers_role_check" check ("role" in ('customer', 'support', 'catalog_manager', 'admin'));
    `);
    this.addSql(`
      create table "buckets" ("id" serial primary key, "uuid" uuid not null, "customer_id" int not null);
      alter table "buckets" add constraint "buckets_uuid_unique" unique ("uuid");
      alter table "buckets" add constraint "buckets_customer_id_unique" unique ("customer_id");
    `);
    this.addSql(`
      create table "addresses" ("id" serial primary key, "uuid" uuid not null, "customer_id" int not null, "first_name" varchar(150) not null, "last_name" varchar(150) not null, "address" varchar(250) not null, "post_code" varchar(20) not null, "city" varchar(100) not null, "country" varchar(2) not null, "phone" varchar(40) not null default '', "is_default" boolean not null default false, "created" timestamptz not null);
      alter table "addresses" add constraint "addresses_uuid_unique" unique ("uuid");
      create index "addresses_customer_id_index" on "addresses" ("customer_id");
      create unique index addresses_one_default on addresses (customer_id) where is_default;
    `);
    this.addSql(`
      create table "failed_logins" ("key" varchar(300) not null, "count" int not null, "since" timestamptz not null, primary key ("key"));
    `);
    // Counts of a minute: whoever crashes may start them anew.
    this.addSql(`
      create unlogged table "rate_limits" ("key" varchar(255) not null, "points" int not null default 0, "expire" bigint null, primary key ("key"));
    `);
    this.addSql(`
      create table "idempotency_keys" ("customer_id" int not null, "key" varchar(255) not null, "request_hash" varchar(64) not null, "answer" json not null, "created" timestamptz not null default now(), primary key ("customer_id", "key"));
      create index "idempotency_keys_created_index" on "idempotency_keys" ("created");
    `);
    this.addSql(`
      create table "orders" ("id" serial primary key, "uuid" uuid not null, "number" varchar(255) generated always as ('M' || (100000 + id)) stored not null, "customer_id" int not null, "status" text not null default 'new', "payment" text not null, "currency" varchar(3) not null, "subtotal" bigint not null, "shipping" bigint not null default '0', "discount" bigint not null default '0', "tax" bigint not null, "total" bigint not null, "shipping_address" jsonb null, "created" timestamptz not null, "paid" timestamptz null, "payment_due" timestamptz null, "updated" timestamptz not null);
      alter table "orders" add constraint "orders_uuid_unique" unique ("uuid");
      alter table "orders" add constraint "orders_number_unique" unique ("number");
      create index "orders_of_customer" on "orders" ("customer_id", "id");
      alter table "orders" add constraint "orders_total_adds_up" check (total = subtotal + shipping - discount and total >= 0);
      alter table "orders" add constraint "orders_status_check" check ("status" in ('new', 'paid', 'processing', 'shipped', 'delivered', 'canceled', 'returned'));
      alter table "orders" add constraint "orders_payment_check" check ("payment" in ('cash', 'card', 'payu'));
    `);
    this.addSql(`
      create table "pictures" ("hash" varchar(64) not null, "width" int not null, "content" bytea not null, primary key ("hash", "width"));
    `);
    this.addSql(`
      create table "products" ("id" serial primary key, "uuid" uuid not null, "slug" varchar(200) not null, "name" varchar(200) not null, "description" text not null default '', "brand_id" int null, "price" int not null, "old_price" int null, "tax_rate" int not null default 1900, "stock" int not null default 0, "published" boolean not null default true, "keywords" text not null default '', "search" tsvector generated always as (setweight(to_tsvector('english', name), 'A') || setweight(to_tsvector('english', keywords), 'B') || setweight(to_tsvector('english', description), 'C')) stored not null, "created" timestamptz not null, "updated" timestamptz not null);
      alter table "products" add constraint "products_uuid_unique" unique ("uuid");
      alter table "products" add constraint "products_slug_unique" unique ("slug");
      create index "products_brand_id_index" on "products" ("brand_id");
      create index products_search on products using gin (search);
      create index products_alike on products using gin ((name || ' ' || keywords) gin_trgm_ops);
      create index products_by_name on products (name, id) where published;
      create index products_by_price on products (price, id) where published;
      create index products_by_created on products (created, id) where published;
      alter table "products" add constraint "products_stock_not_negative" check (stock >= 0);
      alter table "products" add constraint "products_price_not_negative" check (price >= 0 and (old_price is null or old_price >= 0));
      alter table "products" add constraint "products_tax_rate_a_share" check (tax_rate >= 0 and tax_rate <= 10000);
    `);
    this.addSql(`
      create table "order_lines" ("id" serial primary key, "uuid" uuid not null, "order_id" int not null, "product_id" int null, "product_uuid" uuid not null, "name" varchar(200) not null, "quantity" int not null, "price" int not null, "tax_rate" int not null, "total" bigint not null, "tax" bigint not null);
      alter table "order_lines" add constraint "order_lines_uuid_unique" unique ("uuid");
      create index "order_lines_order_id_index" on "order_lines" ("order_id");
      create index "order_lines_product_id_index" on "order_lines" ("product_id");
    `);
    this.addSql(`
      create table "bucket_lines" ("id" serial primary key, "uuid" uuid not null, "bucket_id" int not null, "product_id" int not null, "quantity" int not null, "price_seen" int not null, "created" timestamptz not null, "updated" timestamptz not null);
      alter table "bucket_lines" add constraint "bucket_lines_uuid_unique" unique ("uuid");
      create index "bucket_lines_product_id_index" on "bucket_lines" ("product_id");
      alter table "bucket_lines" add constraint "bucket_lines_one_a_product" unique ("bucket_id", "product_id");
      alter table "bucket_lines" add constraint "bucket_lines_quantity" check (quantity >= 1 and quantity <= 999);
    `);
    this.addSql(`
      create table "product_categories" ("product_id" int not null, "category_id" int not null, primary key ("product_id", "category_id"));
      create index "product_categories_of_category" on "product_categories" ("category_id", "product_id");
    `);
    this.addSql(`
      create table "product_images" ("id" serial primary key, "uuid" uuid not null, "product_id" int not null, "hash" varchar(64) not null, "position" int not null default 0);
      alter table "product_images" add constraint "product_images_uuid_unique" unique ("uuid");
      create index "product_images_product_id_index" on "product_images" ("product_id");
      create index "product_images_hash_index" on "product_images" ("hash");
    `);
    this.addSql(`
      create table "sessions" ("id" serial primary key, "uuid" uuid not null, "customer_id" int not null, "refresh_hash" varchar(64) not null, "user_agent" varchar(250) not null default '', "address" varchar(60) not null default '', "created" timestamptz not null, "last_used" timestamptz not null, "expires" timestamptz not null, "revoked" timestamptz null);
      alter table "sessions" add constraint "sessions_uuid_unique" unique ("uuid");
      create index "sessions_customer_id_index" on "sessions" ("customer_id");
    `);
    this.addSql(`
      create table "stock_movements" ("id" bigserial primary key, "product_id" int not null, "by" int not null, "stock_after" int not null, "reason" varchar(250) not null, "actor" varchar(150) not null default '', "created" timestamptz not null default now());
      create index "stock_movements_of_product" on "stock_movements" ("product_id", "id");
    `);
    this.addSql(`
      alter table "categories" add constraint "categories_parent_id_foreign" foreign key ("parent_id") references "categories" ("id") on delete restrict;
    `);
    this.addSql(`
      alter table "buckets" add constraint "buckets_customer_id_foreign" foreign key ("customer_id") references "customers" ("id") on delete cascade;
    `);
    this.addSql(`
      alter table "addresses" add constraint "addresses_customer_id_foreign" foreign key ("customer_id") references "customers" ("id") on delete cascade;
    `);
    this.addSql(`
      alter table "orders" add constraint "orders_customer_id_foreign" foreign key ("customer_id") references "customers" ("id") on delete restrict;
    `);
    this.addSql(`
      alter table "products" add constraint "products_brand_id_foreign" foreign key ("brand_id") references "brands" ("id") on delete restrict;
    `);
    this.addSql(`
      alter table "order_lines" add constraint "order_lines_order_id_foreign" foreign key ("order_id") references "orders" ("id") on delete restrict;
      alter table "order_lines" add constraint "order_lines_product_id_foreign" foreign key ("product_id") references "products" ("id") on delete set null;
    `);
    this.addSql(`
      alter table "bucket_lines" add constraint "bucket_lines_bucket_id_foreign" foreign key ("bucket_id") references "buckets" ("id") on delete cascade;
      alter table "bucket_lines" add constraint "bucket_lines_product_id_foreign" foreign key ("product_id") references "products" ("id") on delete cascade;
    `);
    this.addSql(`
      alter table "product_categories" add constraint "product_categories_product_id_foreign" foreign key ("product_id") references "products" ("id") on update cascade on delete cascade;
      alter table "product_categories" add constraint "product_categories_category_id_foreign" foreign key ("category_id") references "categories" ("id") on update cascade on delete restrict;
    `);
    this.addSql(`
      alter table "product_images" add constraint "product_images_product_id_foreign" foreign key ("product_id") references "products" ("id") on delete cascade;
    `);
    this.addSql(`
      alter table "sessions" add constraint "sessions_customer_id_foreign" foreign key ("customer_id") references "customers" ("id") on delete cascade;
    `);
    this.addSql(`
      alter table "stock_movements" add constraint "stock_movements_product_id_foreign" foreign key ("product_id") references "products" ("id") on delete cascade;
    `);
  }
}
