import { Migration } from '@mikro-orm/migrations';

export class StoreRatings extends Migration {
  override up(): void {
    this.addSql(`
      create table "store_ratings" ("id" serial primary key, "uuid" uuid not null, "order_id" int not null, "rating" int not null, "comment" varchar(2000) not null default '', "answer" text null, "answered_at" timestamptz null, "created_at" timestamptz not null default now(), "hidden_at" timestamptz null);
      alter table "store_ratings" add constraint "store_ratings_uuid_unique" unique ("uuid");
      alter table "store_ratings" add constraint "store_ratings_order_id_unique" unique ("order_id");
      create index store_ratings_public on store_ratings (id, rating) where hidden_at is null;
      alter table "store_ratings" add constraint "store_ratings_rating" check (rating >= 1 and rating <= 5);
      alter table "store_ratings" add constraint "store_ratings_answered" check ((answer is null) = (answered_at is null));
      alter table "store_ratings" add constraint "store_ratings_order_id_foreign" foreign key ("order_id") references "orders" ("id") on delete cascade;
    `);
  }

  override down(): void {
    this.addSql('drop table store_ratings');
  }
}
