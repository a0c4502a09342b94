import { Migration } from '@mikro-orm/migrations';

export class Sales extends Migration {
  override up(): void {
    // A million orders take longer than a request may.
    this.addSql('set local statement_timeout = 0');
    this.addSql(`
      create table "sales_entries" ("id" bigserial primary key, "happened_at" timestamptz not null, "currency" varchar(3) not null, "order_id" int not null, "customer_id" int not null, "orders" int not null default 0, "units" int not null default 0, "gross" bigint not null default '0', "tax" bigint not null default '0', "credits" bigint not null default '0', "refunds" bigint not null default '0');
      create table "sales_rollup" ("currency" varchar(3) not null, "starts_at" timestamptz not null, "orders" int not null default 0, "units" int not null default 0, "gross" bigint not null default '0', "tax" bigint not null default '0', "credits" bigint not null default '0', "refunds" bigint not null default '0', primary key ("currency", "starts_at"));
      create index mails_failed on mails (id) where status = 'failed';
      create index orders_to_ship on orders (id) where status in ('paid', 'processing') or status = 'new' and payment = 'cash';
      create index disputes_to_answer on disputes (id) where status = 'needs_response';
      create index returns_waiting on returns (status) where status in ('requested', 'received');
    `);
    this.addSql(`
      create or replace function "orders_sold_fn"() returns trigger as $$ begin if tg_op = 'UPDATE' and (case old.payment when 'cash' then old.created_at else old.paid_at end, old.customer_id, old.currency, old.total, old.tax) is not distinct from (case new.payment when 'cash' then new.created_at else new.paid_at end, new.customer_id, new.currency, new.total, new.tax) then return null; end if; with sale as ( select * from (values (-1, case old.payment when 'cash' then old.created_at else old.paid_at end, old.customer_id, old.currency, old.total, old.tax), (1, case new.payment when 'cash' then new.created_at else new.paid_at end, new.customer_id, new.currency, new.total, new.tax) ) sale (sign, sold_at, customer_id, currency, total, tax) where sold_at is not null ) insert into sales_entries (happened_at, currency, order_id, customer_id, orders, units, gross, tax, credits) select sold_at, currency, new.id, customer_id, sign, sign * (select coalesce(sum(quantity), 0) from order_lines where order_id = new.id), sign * total, sign * tax, 0 from sale union all select greatest(sold_at, order_credits.created_at), currency, new.id, customer_id, 0, 0, 0, 0, sign * amount from sale join order_credits on order_id = new.id; return null; end; $$ language plpgsql;
      create trigger "sold" AFTER INSERT OR UPDATE on "orders" for each ROW execute function "orders_sold_fn"();
    `);
    this.addSql(`
      create or replace function "order_credits_sold_fn"() returns trigger as $$ begin if tg_op = 'UPDATE' and (old.created_at, old.amount) is not distinct from (new.created_at, new.amount) then return null; end if; insert into sales_entries (happened_at, currency, order_id, customer_id, credits) select greatest(sold_at, credited_at), currency, new.order_id, customer_id, credits from (values (old.created_at, -old.amount), (new.created_at, new.amount)) credit (credited_at, credits) cross join (select currency, customer_id, case orders.payment when 'cash' then orders.created_at else orders.paid_at end as sold_at from orders where id = new.order_id) sale where credited_at is not null and sold_at is not null; return null; end; $$ language plpgsql;
      create trigger "sold" AFTER INSERT OR UPDATE on "order_credits" for each ROW execute function "order_credits_sold_fn"();
    `);
    this.addSql(`
      create or replace function "payment_ledger_refunded_fn"() returns trigger as $$ begin if new.kind not in ('refund', 'refund_failed') then return null; end if; insert into sales_entries (happened_at, currency, order_id, customer_id, refunds) select refunded_at, currency, new.order_id, customer_id, refunds from (values (old.created_at, old.amount), (new.created_at, -new.amount)) refund (refunded_at, refunds) cross join (select currency, customer_id from orders where id = new.order_id) sale where refunded_at is not null; return null; end; $$ language plpgsql;
      create trigger "refunded" AFTER INSERT OR UPDATE on "payment_ledger" for each ROW execute function "payment_ledger_refunded_fn"();
    `);
    // The triggers lock the tables until the commit: nothing is sold between them and this.
    this.addSql(`
      insert into sales_entries (happened_at, currency, order_id, customer_id, orders, units, gross, tax, credits, refunds)
      select sold_at, currency, id, customer_id, 1, (select coalesce(sum(quantity), 0) from order_lines where order_id = sale.id), total, tax, 0, 0
      from (select orders.*, case payment when 'cash' then created_at else paid_at end as sold_at from orders) sale where sold_at is not null
      union all
      select greatest(sold_at, order_credits.created_at), currency, sale.id, customer_id, 0, 0, 0, 0, amount, 0
      from (select orders.*, case payment when 'cash' then created_at else paid_at end as sold_at from orders) sale
      join order_credits on order_id = sale.id where sold_at is not null
      union all
      select payment_ledger.created_at, currency, orders.id, customer_id, 0, 0, 0, 0, 0, -amount
      from payment_ledger join orders on orders.id = order_id where kind in ('refund', 'refund_failed');
    `);
  }

  override down(): void {
    this.addSql(`
      drop trigger refunded on payment_ledger; drop function payment_ledger_refunded_fn();
      drop trigger sold on order_credits; drop function order_credits_sold_fn();
      drop trigger sold on orders; drop function orders_sold_fn();
      drop index mails_failed; drop index disputes_to_answer; drop index returns_waiting; drop index orders_to_ship;
      drop table sales_rollup; drop table sales_entries;
    `);
  }
}
