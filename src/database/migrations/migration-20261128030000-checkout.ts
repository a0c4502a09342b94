import { Migration } from '@mikro-orm/migrations';

export class Checkout extends Migration {
  override async up(): Promise<void> {
    this.addSql(`
      alter table "shipping_methods" add column "kind" text not null default 'delivery', add column "is_default" boolean not null default false;
      alter table "shipping_methods" add constraint "shipping_methods_kind_check" check ("kind" in ('pickup', 'delivery'));
      alter table "shipping_methods" add constraint "shipping_methods_default_active" check (active or not is_default);
      create unique index shipping_methods_one_default on shipping_methods (is_default) where is_default;
      alter table "orders" add column "shipping_kind" text null, add column "shipping_countries" text[] null;
      alter table "orders" add constraint "orders_shipping_kind_check" check ("shipping_kind" in ('pickup', 'delivery'));
      create index orders_of_email on orders (lower(email));
      alter table "coupons" add column "code_key" varchar(120) null;
      create table "order_claims" ("token_hash" varchar(64) not null, "customer_id" int not null, "email" varchar(254) not null, "expires_at" timestamptz not null, "used_at" timestamptz null, "created_at" timestamptz not null default now(), primary key ("token_hash"));
      create index "order_claims_customer_id_index" on "order_claims" ("customer_id");
      alter table "order_claims" add constraint "order_claims_customer_id_foreign" foreign key ("customer_id") references "customers" ("id") on delete cascade;
    `);
    // Countries in their one form: until now "de" was accepted, too.
    this.addSql(`
      update addresses set country = upper(country) where country <> upper(country);
      update shipping_methods set countries = upper(countries::text)::text[] where countries::text <> upper(countries::text);
      update orders set shipping_address = jsonb_set(shipping_address, '{country}', to_jsonb(upper(shipping_address->>'country')))
        where status in ('new', 'paid', 'processing') and shipping_address->>'country' <> upper(shipping_address->>'country');
      update orders set shipping_kind = 'delivery', shipping_countries = (
        select countries from shipping_methods where name = orders.shipping_method order by id limit 1
      ) where status in ('new', 'paid', 'processing') and shipping_method in (select name from shipping_methods);
    `);
    // In JavaScript, as the shop does: upper() of a database may know ASCII only.
    const coupons = (await this.execute('select id, code from coupons')) as { id: number; code: string }[];
    for (const { id, code } of coupons)
      this.addSql(`update coupons set code_key = '${code.normalize('NFC').toUpperCase()}' where id = ${id}`);
    this.addSql(`
      alter table "coupons" alter column "code_key" set not null;
      drop index coupons_code;
      create unique index coupons_code on coupons (code_key);
    `);
  }

  override down(): void {
    this.addSql(`
      drop table order_claims;
      drop index coupons_code;
      alter table coupons drop column code_key;
      create unique index coupons_code on coupons (lower(code));
      drop index orders_of_email;
      alter table orders drop column shipping_kind, drop column shipping_countries;
      drop index shipping_methods_one_default;
      alter table shipping_methods drop column kind, drop column is_default;
    `);
  }
}
