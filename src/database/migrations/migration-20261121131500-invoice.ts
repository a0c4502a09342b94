import { Migration } from '@mikro-orm/migrations';

export class Invoice extends Migration {
  override up(): void {
    this.addSql(`
      create table "invoice_numbers" ("series" varchar(3) not null, "year" int not null, "last" int not null, primary key ("series", "year"));
    `);
    this.addSql(`
      create table "invoices" ("id" serial primary key, "uuid" uuid not null, "number" varchar(20) not null, "kind" text not null, "order_id" int not null, "corrects_id" int null, "document" json not null, "issued" timestamptz not null, "gross" bigint not null, "pdf" bytea null);
      alter table "invoices" add constraint "invoices_uuid_unique" unique ("uuid");
      alter table "invoices" add constraint "invoices_number_unique" unique ("number");
      create index "invoices_order_id_index" on "invoices" ("order_id");
      create index "invoices_corrects_id_index" on "invoices" ("corrects_id");
      create unique index invoices_one_of_order on invoices (order_id) where kind = 'invoice';
      alter table "invoices" add constraint "invoices_order_id_foreign" foreign key ("order_id") references "orders" ("id") on delete restrict;
      alter table "invoices" add constraint "invoices_corrects_id_foreign" foreign key ("corrects_id") references "invoices" ("id") on delete restrict;
      alter table "invoices" add constraint "invoices_kind_check" check ("kind" in ('invoice', 'credit_note'));
      alter table "invoices" add constraint "invoices_corrects" check ((kind = 'credit_note') = (corrects_id is not null));
      alter table "invoices" add constraint "invoices_gross" check (gross >= 0);
    `);
  }
}
