import { Migration } from '@mikro-orm/migrations';

export class ProductViews extends Migration {
  override up(): void {
    this.addSql(`
      create table "history_settings" ("customer_id" int not null primary key, "record_views" boolean not null default true, "cleared_at" timestamptz null);
      alter table "history_settings" add constraint "history_settings_customer_id_foreign" foreign key ("customer_id") references "customers" ("id") on update cascade on delete cascade;
      create table "product_views" ("customer_id" int not null, "product_id" int not null, "viewed_at" timestamptz not null, "views" int not null, primary key ("customer_id", "product_id"));
      create index "product_views_product_id_index" on "product_views" ("product_id");
      alter table "product_views" add constraint "product_views_customer_id_foreign" foreign key ("customer_id") references "customers" ("id") on update cascade on delete cascade;
      alter table "product_views" add constraint "product_views_product_id_foreign" foreign key ("product_id") references "products" ("id") on update cascade on delete cascade;
    `);
  }

  override down(): void {
    this.addSql('drop table product_views; drop table history_settings');
  }
}
