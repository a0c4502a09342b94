import { Migration } from '@mikro-orm/migrations';

export class CustomerSums extends Migration {
  override up(): void {
    this.addSql('set local statement_timeout = 0');
    this.addSql(`
      create table "cohort_months" ("currency" varchar(3) not null, "cohort" date not null, "month" date not null, "customers" int not null, "orders" int not null, "gross" bigint not null, primary key ("currency", "cohort", "month"));
      create table "customer_days" ("customer_id" int not null, "currency" varchar(3) not null, "day" date not null, "orders" int not null, "gross" bigint not null, "last_sold_at" timestamptz not null, "orders_before" int not null, "previous_day" date null, primary key ("customer_id", "currency", "day"));
      create index customer_days_of_day on customer_days (currency, day) include (orders, orders_before, previous_day);
      create table "customer_sales" ("customer_id" int not null, "currency" varchar(3) not null, "orders" int not null, "gross" bigint not null, "last_sold_at" timestamptz not null, "recency" smallint null, "frequency" smallint null, "money" smallint null, primary key ("customer_id", "currency"));
      create index "customer_sales_of_segment" on "customer_sales" ("currency", "recency", "frequency", "money");
      create index customer_sales_unscored on customer_sales (currency) where recency is null;
      alter table "customer_days" add constraint "customer_days_customer_id_foreign" foreign key ("customer_id") references "customers" ("id") on delete cascade;
      alter table "customer_sales" add constraint "customer_sales_customer_id_foreign" foreign key ("customer_id") references "customers" ("id") on delete cascade;
      drop table "customer_months";
      create index product_sales_by_day on product_sales using brin (day);
    `);
    // An entry of nothing has the customer summed up anew, as the sums of customers are made from their orders.
    this.addSql(`
      insert into sales_entries (happened_at, currency, order_id, customer_id)
      select distinct on (customer_id) case payment when 'cash' then created_at else paid_at end, currency, id, customer_id
      from orders where payment = 'cash' or paid_at is not null order by customer_id, id;
    `);
  }

  override down(): void {
    this.addSql(`
      create table "customer_months" ("customer_id" int not null, "currency" varchar(3) not null, "month" date not null, "orders" int not null, "gross" bigint not null, "last_sold_at" timestamptz not null, primary key ("customer_id", "currency", "month"));
      alter table "customer_months" add constraint "customer_months_customer_id_foreign" foreign key ("customer_id") references "customers" ("id") on delete cascade;
      insert into customer_months (customer_id, currency, month, orders, gross, last_sold_at)
      select customer_id, currency, date_trunc('month', day)::date, sum(orders), sum(gross), max(last_sold_at) from customer_days group by 1, 2, 3;
      drop table "customer_sales"; drop table "customer_days"; drop table "cohort_months";
      drop index product_sales_by_day;
    `);
  }
}
