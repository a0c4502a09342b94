import { Migration } from '@mikro-orm/migrations';

export class Fulfilment extends Migration {
  override up(): void {
    this.addSql(`
      create table "shipments" ("id" serial primary key, "uuid" uuid not null, "order_id" int not null, "carrier" varchar(100) not null, "tracking_number" varchar(100) null, "tracking_url" varchar(2000) null, "shipped" timestamptz not null, "delivered" timestamptz null);
      alter table "shipments" add constraint "shipments_uuid_unique" unique ("uuid");
      create index "shipments_order_id_index" on "shipments" ("order_id");
      alter table "shipments" add constraint "shipments_order_id_foreign" foreign key ("order_id") references "orders" ("id") on delete restrict;
    `);
    this.addSql(`
      create table "shipment_lines" ("id" serial primary key, "shipment_id" int not null, "order_line_id" int not null, "quantity" int not null);
      create index "shipment_lines_order_line_id_index" on "shipment_lines" ("order_line_id");
      alter table "shipment_lines" add constraint "shipment_lines_once" unique ("shipment_id", "order_line_id");
      alter table "shipment_lines" add constraint "shipment_lines_quantity" check (quantity > 0);
      alter table "shipment_lines" add constraint "shipment_lines_shipment_id_foreign" foreign key ("shipment_id") references "shipments" ("id") on delete cascade;
      alter table "shipment_lines" add constraint "shipment_lines_order_line_id_foreign" foreign key ("order_line_id") references "order_lines" ("id") on delete restrict;
    `);
    this.addSql(`
      create table "returns" ("id" serial primary key, "uuid" uuid not null, "order_id" int not null, "status" text not null default 'requested', "reason" varchar(500) not null, "refusal" varchar(500) null, "amount" bigint null, "created" timestamptz not null, "decided" timestamptz null, "received" timestamptz null, "refunded" timestamptz null);
      alter table "returns" add constraint "returns_uuid_unique" unique ("uuid");
      create index "returns_order_id_index" on "returns" ("order_id");
      alter table "returns" add constraint "returns_amount" check ((status = 'refunded') = (amount is not null) and amount >= 0);
      alter table "returns" add constraint "returns_status_check" check ("status" in ('requested', 'accepted', 'refused', 'received', 'refunded'));
      alter table "returns" add constraint "returns_order_id_foreign" foreign key ("order_id") references "orders" ("id") on delete restrict;
    `);
    this.addSql(`
      create table "return_lines" ("id" serial primary key, "return_id" int not null, "order_line_id" int not null, "quantity" int not null, "restocked" boolean null);
      create index "return_lines_order_line_id_index" on "return_lines" ("order_line_id");
      alter table "return_lines" add constraint "return_lines_once" unique ("return_id", "order_line_id");
      alter table "return_lines" add constraint "return_lines_quantity" check (quantity > 0);
      alter table "return_lines" add constraint "return_lines_return_id_foreign" foreign key ("return_id") references "returns" ("id") on delete cascade;
      alter table "return_lines" add constraint "return_lines_order_line_id_foreign" foreign key ("order_line_id") references "order_lines" ("id") on delete restrict;
    `);
  }
}
