import { Migration } from '@mikro-orm/migrations';

export class OrderNotes extends Migration {
  override up(): void {
    this.addSql(`
      create table "order_notes" ("id" serial primary key, "uuid" uuid not null, "order_id" int not null, "staff_id" int null, "text" text not null, "created_at" timestamptz not null default now());
      alter table "order_notes" add constraint "order_notes_uuid_unique" unique ("uuid");
      create index "order_notes_staff_id_index" on "order_notes" ("staff_id");
      create index "order_notes_of_order" on "order_notes" ("order_id", "id");
      create table "order_tags" ("order_id" int not null, "tag" varchar(30) not null, primary key ("order_id", "tag"));
      create index "order_tags_of_tag" on "order_tags" ("tag", "order_id");
      alter table "order_notes" add constraint "order_notes_order_id_foreign" foreign key ("order_id") references "orders" ("id") on delete cascade;
      alter table "order_notes" add constraint "order_notes_staff_id_foreign" foreign key ("staff_id") references "customers" ("id") on delete set null;
      alter table "order_tags" add constraint "order_tags_order_id_foreign" foreign key ("order_id") references "orders" ("id") on delete cascade;
    `);
  }

  override down(): void {
    this.addSql('drop table "order_tags"; drop table "order_notes";');
  }
}
