import { Migration } from '@mikro-orm/migrations';

export class Notifications extends Migration {
  override up(): void {
    this.addSql(`
      create table "notification_contacts" ("id" serial primary key, "uuid" uuid not null, "customer_id" int null, "email" varchar(254) null, "marketing" boolean not null default false, "back_in_stock" boolean not null default true, "price_drops" boolean not null default true, "bucket_reminders" boolean not null default true, "confirmations" int not null default 0, "confirmations_since" timestamptz not null default now(), "bucket_reminded_at" timestamptz null, "created_at" timestamptz not null default now());
      alter table "notification_contacts" add constraint "notification_contacts_uuid_unique" unique ("uuid");
      alter table "notification_contacts" add constraint "notification_contacts_customer_id_unique" unique ("customer_id");
      alter table "notification_contacts" add constraint "notification_contacts_email_unique" unique ("email");
      alter table "notification_contacts" add constraint "notification_contacts_customer_or_email" check (num_nulls(customer_id, email) = 1);
      alter table "notification_contacts" add constraint "notification_contacts_customer_id_foreign" foreign key ("customer_id") references "customers" ("id") on delete cascade;
      create table "consent_records" ("id" serial primary key, "contact_id" int not null, "subject" varchar(20) not null, "granted" boolean not null, "source" varchar(20) not null, "version" varchar(20) null, "text" text null, "created_at" timestamptz not null default now());
      create index "consent_records_contact_id_index" on "consent_records" ("contact_id");
      alter table "consent_records" add constraint "consent_records_contact_id_foreign" foreign key ("contact_id") references "notification_contacts" ("id") on delete cascade;
      create table "restock_subscriptions" ("id" serial primary key, "uuid" uuid not null, "contact_id" int not null, "product_id" int not null, "created_at" timestamptz not null default now(), "confirmed_at" timestamptz null, "notified_at" timestamptz null);
      alter table "restock_subscriptions" add constraint "restock_subscriptions_uuid_unique" unique ("uuid");
      create index "restock_subscriptions_product_id_index" on "restock_subscriptions" ("product_id");
      alter table "restock_subscriptions" add constraint "restock_subscriptions_once" unique ("contact_id", "product_id");
      alter table "restock_subscriptions" add constraint "restock_subscriptions_contact_id_foreign" foreign key ("contact_id") references "notification_contacts" ("id") on delete cascade;
      alter table "restock_subscriptions" add constraint "restock_subscriptions_product_id_foreign" foreign key ("product_id") references "products" ("id") on delete cascade;
      alter table "mails" add column "unsubscribe_url" text null;
      create index mails_to_withdraw on mails (lower(recipient)) where unsubscribe_url is not null and status in ('queued', 'failed');
      alter table "buckets" add column "updated_at" timestamptz not null default now();
      alter table "wishlist_items" add column "price_seen" int null;
      update "wishlist_items" set "price_seen" = "products"."price" from "products" where "products"."id" = "product_id";
    `);
  }

  override down(): void {
    this.addSql(`
      drop table restock_subscriptions; drop table consent_records; drop table notification_contacts;
      alter table mails drop column unsubscribe_url;
      alter table buckets drop column updated_at;
      alter table wishlist_items drop column price_seen;
    `);
  }
}
