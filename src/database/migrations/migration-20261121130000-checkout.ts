import { Migration } from '@mikro-orm/migrations';

export class Checkout extends Migration {
  override up(): void {
    this.addSql(`
      create table "shipping_methods" ("id" serial primary key, "uuid" uuid not null, "name" varchar(100) not null, "price" int not null, "free_from" int null, "countries" text[] not null, "tax_rate" int not null default 1900, "active" boolean not null default true);
      alter table "shipping_methods" add constraint "shipping_methods_uuid_unique" unique ("uuid");
      alter table "shipping_methods" add constraint "shipping_methods_price" check (price >= 0 and (free_from is null or free_from >= 0));
    `);
    this.addSql(`
      create table "coupons" ("id" serial primary key, "uuid" uuid not null, "code" varchar(40) not null, "percent" int null, "amount" int null, "min_sum" int not null default 0, "starts" timestamptz null, "ends" timestamptz null, "max_uses" int null, "max_uses_per_customer" int null, "first_order_only" boolean not null default false, "active" boolean not null default true, "used" int not null default 0);
      alter table "coupons" add constraint "coupons_uuid_unique" unique ("uuid");
      create unique index coupons_code on coupons (lower(code));
      alter table "coupons" add constraint "coupons_percent_or_amount" check (num_nulls(percent, amount) = 1);
      alter table "coupons" add constraint "coupons_used" check (used >= 0);
    `);
    this.addSql(`alter table "buckets" add "coupon_code" varchar(40) null;`);
    this.addSql(`
      alter table "orders" add "taxes" jsonb null, add "shipping_method" varchar(100) null, add "shipping_tax_rate" int null, add "coupon_id" int null, add "shipped" timestamptz null, add "confirmed" timestamptz null;
      alter table "orders" add constraint "orders_coupon_id_foreign" foreign key ("coupon_id") references "coupons" ("id") on delete restrict;
      create index "orders_coupon_id_index" on "orders" ("coupon_id");
    `);
    this.addSql(`update orders set shipped = updated where status in ('shipped', 'delivered', 'returned');`);
    // What was ordered before is told rate by rate, too; then nothing but lines was charged.
    this.addSql(`
      update orders set taxes = coalesce((
        select jsonb_agg(jsonb_build_object('rate', tax_rate, 'net', gross - tax, 'tax', tax, 'gross', gross) order by tax_rate)
        from (select tax_rate, sum(total) as gross, sum(tax) as tax from order_lines where order_id = orders.id group by tax_rate) rates
      ), '[]');
      alter table "orders" alter column "taxes" set not null;
    `);
  }
}
