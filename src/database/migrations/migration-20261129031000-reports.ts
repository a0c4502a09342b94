import { Migration } from '@mikro-orm/migrations';

export class Reports extends Migration {
  override up(): void {
    this.addSql('set local statement_timeout = 0');
    this.addSql(`
      lock table orders, order_credits, payment_ledger, invoices in share row exclusive mode;
      lock table sales_rollup, sales_entries in access exclusive mode;
      alter table "sales_entries" add column "invoice_id" int null;
      create table "customer_months" ("customer_id" int not null, "currency" varchar(3) not null, "month" date not null, "orders" int not null, "gross" bigint not null, "last_sold_at" timestamptz not null, primary key ("customer_id", "currency", "month"));
      create table "funnel_days" ("day" date not null, "visits" int not null, "views" int not null, "buckets" int not null, primary key ("day"));
      create table "product_sales" ("currency" varchar(3) not null, "day" date not null, "product_uuid" uuid not null, "units" int not null, "gross" bigint not null, primary key ("currency", "day", "product_uuid"));
      create table "search_terms" ("day" date not null, "term" varchar(100) not null, "searches" int not null, "without_result" int not null, primary key ("day", "term"));
      create table "vat_sums" ("day" date not null, "currency" varchar(3) not null, "country" varchar(2) not null, "rate" int not null, "category" varchar(2) not null, "kind" varchar(20) not null, "documents" int not null, "net" bigint not null, "tax" bigint not null, primary key ("day", "currency", "country", "rate", "category", "kind"));
      create table "visits" ("customer_id" int not null, "day" date not null, "views" int not null default 0, "has_bucket" boolean not null default false, primary key ("customer_id", "day"));
      create index "visits_day_index" on "visits" ("day");
      alter table "customer_months" add constraint "customer_months_customer_id_foreign" foreign key ("customer_id") references "customers" ("id") on delete cascade;
      alter table "visits" add constraint "visits_customer_id_foreign" foreign key ("customer_id") references "customers" ("id") on delete cascade;
    `);
    this.addSql(`
      create or replace function "invoices_issued_fn"() returns trigger as $$ begin insert into sales_entries (happened_at, currency, order_id, customer_id, invoice_id) select new.issued_at, currency, new.order_id, customer_id, new.id from orders where id = new.order_id; return null; end; $$ language plpgsql;
      create trigger "issued" AFTER INSERT on "invoices" for each ROW execute function "invoices_issued_fn"();
    `);
    // All again, for the sums that are new.
    this.addSql(`
      delete from sales_rollup;
      delete from sales_entries;
      insert into sales_entries (happened_at, currency, order_id, customer_id, invoice_id, orders, units, gross, tax, credits, refunds)
      select sold_at, currency, id, customer_id, null::int, 1, (select coalesce(sum(quantity), 0) from order_lines where order_id = sale.id), total, tax, 0, 0
      from (select orders.*, case payment when 'cash' then created_at else paid_at end as sold_at from orders) sale where sold_at is not null
      union all
      select greatest(sold_at, order_credits.created_at), currency, sale.id, customer_id, null::int, 0, 0, 0, 0, amount, 0
      from (select orders.*, case payment when 'cash' then created_at else paid_at end as sold_at from orders) sale
      join order_credits on order_id = sale.id where sold_at is not null
      union all
      select payment_ledger.created_at, currency, orders.id, customer_id, null::int, 0, 0, 0, 0, 0, -amount
      from payment_ledger join orders on orders.id = order_id where kind in ('refund', 'refund_failed')
      union all
      select issued_at, currency, orders.id, customer_id, invoices.id, 0, 0, 0, 0, 0, 0
      from invoices join orders on orders.id = order_id;
    `);
  }

  override down(): void {
    this.addSql(`
      drop trigger issued on invoices; drop function invoices_issued_fn();
      drop table visits; drop table search_terms; drop table funnel_days; drop table vat_sums; drop table customer_months; drop table product_sales;
      delete from sales_entries where invoice_id is not null;
      alter table sales_entries drop column invoice_id;
    `);
  }
}
