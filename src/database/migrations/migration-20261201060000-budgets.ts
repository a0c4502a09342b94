import { Migration } from '@mikro-orm/migrations';

export class Budgets extends Migration {
  override up(): void {
    this.addSql(`
      create table "budgets" ("key" varchar(120) not null, "count" int not null, "ends_at" timestamptz not null, primary key ("key"));
      create index "budgets_ended" on "budgets" ("ends_at");
      create table "unverified_orders" ("id" serial primary key, "order_uuid" uuid not null, "network" varchar(60) not null default '', "confirm_by" timestamptz null, "confirmed_at" timestamptz null, "created_at" timestamptz not null default now());
      alter table "unverified_orders" add constraint "unverified_orders_order_uuid_unique" unique ("order_uuid");
      create index "unverified_orders_of_network" on "unverified_orders" ("network");
      create index "unverified_orders_by_created" on "unverified_orders" ("created_at");
      create index unverified_orders_to_confirm on unverified_orders (confirm_by) where confirm_by is not null and confirmed_at is null;
    `);
  }

  override down(): void {
    this.addSql('drop table budgets; drop table unverified_orders;');
  }
}
