import { Migration } from '@mikro-orm/migrations';

export class BusinessBuyers extends Migration {
  override up(): void {
    this.addSql(`
      alter table "addresses" add column "company" varchar(150) null, add column "vat_id" varchar(20) null, add column "line2" varchar(250) null, add column "region" varchar(100) null;
      alter table "products" add column "tax_exemption" jsonb null, add column "is_service" boolean not null default false;
      alter table "orders" add column "billing" jsonb null, add column "shipping_exemption" jsonb null;
      alter table "order_lines" add column "exemption" jsonb null;
      create table "exchange_rates" ("id" serial primary key, "currency" varchar(3) not null, "day" date not null, "rate" numeric(18,8) not null, "source" varchar(100) not null, "updated_at" timestamptz not null);
      alter table "exchange_rates" add constraint "exchange_rates_one_a_day" unique ("currency", "day");
      alter table "exchange_rates" add constraint "exchange_rates_rate" check (rate > 0);
    `);
  }

  override down(): void {
    this.addSql(`
      drop table exchange_rates;
      alter table addresses drop column company, drop column vat_id, drop column line2, drop column region;
      alter table products drop column tax_exemption, drop column is_service;
      alter table orders drop column billing, drop column shipping_exemption;
      alter table order_lines drop column exemption;
    `);
  }
}
