import { Migration } from '@mikro-orm/migrations';

export class Reviews extends Migration {
  override up(): void {
    this.addSql(`
      create table "reviews" ("id" serial primary key, "uuid" uuid not null, "product_id" int not null, "customer_id" int null, "status" text not null, "rating" int not null, "title" varchar(120) not null, "text" text not null, "helpful_count" int not null default 0, "answer" text null, "answered_at" timestamptz null, "created_at" timestamptz not null default now(), "edited_at" timestamptz null);
      alter table "reviews" add constraint "reviews_uuid_unique" unique ("uuid");
      alter table "reviews" add constraint "reviews_once" unique ("product_id", "customer_id");
      create index "reviews_of_customer" on "reviews" ("customer_id", "id");
      create index "reviews_by_status" on "reviews" ("status", "id");
      create index reviews_by_newest on reviews (product_id, id) where status = 'published';
      create index reviews_by_helpful on reviews (product_id, helpful_count, id) where status = 'published';
      create index reviews_by_rating on reviews (product_id, rating, id) where status = 'published';
      alter table "reviews" add constraint "reviews_status_check" check ("status" in ('pending', 'published', 'hidden'));
      alter table "reviews" add constraint "reviews_rating" check (rating >= 1 and rating <= 5);
      alter table "reviews" add constraint "reviews_answered" check ((answer is null) = (answered_at is null));
      alter table "reviews" add constraint "reviews_product_id_foreign" foreign key ("product_id") references "products" ("id") on delete cascade;
      alter table "reviews" add constraint "reviews_customer_id_foreign" foreign key ("customer_id") references "customers" ("id") on delete set null;
      create table "review_votes" ("id" serial primary key, "review_id" int not null, "customer_id" int null);
      create index "review_votes_customer_id_index" on "review_votes" ("customer_id");
      alter table "review_votes" add constraint "review_votes_once" unique ("review_id", "customer_id");
      alter table "review_votes" add constraint "review_votes_review_id_foreign" foreign key ("review_id") references "reviews" ("id") on delete cascade;
      alter table "review_votes" add constraint "review_votes_customer_id_foreign" foreign key ("customer_id") references "customers" ("id") on delete set null;
    `);
    this.addSql(`
      alter table "products" add column "rating_sum" int not null default 0, add column "rating_count" int not null default 0;
      alter table "products" add column "rating_rank" double precision generated always as ((rating_sum + 35)::double precision / (rating_count + 10)) stored not null;
      alter table "products" add constraint "products_rating_of_count" check (rating_sum >= rating_count and rating_sum <= 5 * rating_count);
      create index products_by_rating on products (rating_rank, id) where published;
    `);
  }

  override down(): void {
    this.addSql(`
      drop table review_votes; drop table reviews;
      alter table products drop column rating_rank, drop column rating_sum, drop column rating_count;
    `);
  }
}
