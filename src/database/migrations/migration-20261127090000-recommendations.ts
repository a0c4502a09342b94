import { Migration } from '@mikro-orm/migrations';

export class Recommendations extends Migration {
  override up(): void {
    this.addSql(`
      create table "product_pulls" ("source_id" int not null, "kind" text check ("kind" in ('purchases', 'names')) not null, "target_ids" int[] not null, "weights" real[] not null, primary key ("source_id", "kind"));
      alter table "product_pulls" add constraint "product_pulls_source_id_foreign" foreign key ("source_id") references "products" ("id") on delete cascade;
      create table "product_trends" ("product_id" int primary key, "first_buyers" int not null);
      alter table "product_trends" add constraint "product_trends_product_id_foreign" foreign key ("product_id") references "products" ("id") on delete cascade;
      create index orders_by_created on orders using brin (created_at);
    `);
  }

  override down(): void {
    this.addSql('drop table product_pulls; drop table product_trends; drop index orders_by_created');
  }
}
