import { Migration } from '@mikro-orm/migrations';

export class CreditsTax extends Migration {
  override up(): void {
    this.addSql('set local statement_timeout = 0');
    this.addSql(`
      lock table orders, order_credits in share row exclusive mode;
      lock table sales_rollup, sales_entries in access exclusive mode;
      alter table "sales_entries" add column "credits_tax" bigint not null default '0';
      alter table "sales_rollup" add column "credits_tax" bigint not null default '0';
    `);
    this.addSql(`
      create or replace function "orders_sold_fn"() returns trigger as $$ begin if tg_op = 'UPDATE' and (case old.payment when 'cash' then old.created_at else old.paid_at end, old.customer_id, old.currency, old.total, old.tax) is not distinct from (case new.payment when 'cash' then new.created_at else new.paid_at end, new.customer_id, new.currency, new.total, new.tax) then return null; end if; with sale as ( select * from (values (-1, case old.payment when 'cash' then old.created_at else old.paid_at end, old.customer_id, old.currency, old.total, old.tax), (1, case new.payment when 'cash' then new.created_at else new.paid_at end, new.customer_id, new.currency, new.total, new.tax) ) sale (sign, sold_at, customer_id, currency, total, tax) where sold_at is not null ) insert into sales_entries (happened_at, currency, order_id, customer_id, orders, units, gross, tax, credits, credits_tax) select sold_at, currency, new.id, customer_id, sign, sign * (select coalesce(sum(quantity), 0) from order_lines where order_id = new.id), sign * total, sign * tax, 0, 0 from sale union all select greatest(sold_at, order_credits.created_at), currency, new.id, customer_id, 0, 0, 0, 0, sign * amount, sign * round(sale.tax::numeric * amount / greatest(total, 1))::bigint from sale join order_credits on order_id = new.id; return null; end; $$ language plpgsql;
    `);
    this.addSql(`
      create or replace function "order_credits_sold_fn"() returns trigger as $$ begin if tg_op = 'UPDATE' and (old.created_at, old.amount) is not distinct from (new.created_at, new.amount) then return null; end if; insert into sales_entries (happened_at, currency, order_id, customer_id, credits, credits_tax) select greatest(sold_at, credited_at), currency, new.order_id, customer_id, credits, round(tax::numeric * credits / greatest(total, 1))::bigint from (values (old.created_at, -old.amount), (new.created_at, new.amount)) credit (credited_at, credits) cross join (select currency, customer_id, tax, total, case orders.payment when 'cash' then orders.created_at else orders.paid_at end as sold_at from orders where id = new.order_id) sale where credited_at is not null and sold_at is not null; return null; end; $$ language plpgsql;
    `);
    // Of the credits whose amount is counted already, or stands in an entry.
    this.addSql(`
      insert into sales_entries (happened_at, currency, order_id, customer_id, credits_tax)
      select greatest(sold_at, order_credits.created_at), currency, sale.id, customer_id, round(tax::numeric * amount / greatest(total, 1))::bigint
      from (select orders.*, case payment when 'cash' then created_at else paid_at end as sold_at from orders) sale
      join order_credits on order_id = sale.id where sold_at is not null;
    `);
  }

  override down(): void {
    this.addSql(`
      create or replace function "orders_sold_fn"() returns trigger as $$ begin if tg_op = 'UPDATE' and (case old.payment when 'cash' then old.created_at else old.paid_at end, old.customer_id, old.currency, old.total, old.tax) is not distinct from (case new.payment when 'cash' then new.created_at else new.paid_at end, new.customer_id, new.currency, new.total, new.tax) then return null; end if; with sale as ( select * from (values (-1, case old.payment when 'cash' then old.created_at else old.paid_at end, old.customer_id, old.currency, old.total, old.tax), (1, case new.payment when 'cash' then new.created_at else new.paid_at end, new.customer_id, new.currency, new.total, new.tax) ) sale (sign, sold_at, customer_id, currency, total, tax) where sold_at is not null ) insert into sales_entries (happened_at, currency, order_id, customer_id, orders, units, gross, tax, credits) select sold_at, currency, new.id, customer_id, sign, sign * (select coalesce(sum(quantity), 0) from order_lines where order_id = new.id), sign * total, sign * tax, 0 from sale union all select greatest(sold_at, order_credits.created_at), currency, new.id, customer_id, 0, 0, 0, 0, sign * amount from sale join order_credits on order_id = new.id; return null; end; $$ language plpgsql;
    `);
    this.addSql(`
      create or replace function "order_credits_sold_fn"() returns trigger as $$ begin if tg_op = 'UPDATE' and (old.created_at, old.amount) is not distinct from (new.created_at, new.amount) then return null; end if; insert into sales_entries (happened_at, currency, order_id, customer_id, credits) select greatest(sold_at, credited_at), currency, new.order_id, customer_id, credits from (values (old.created_at, -old.amount), (new.created_at, new.amount)) credit (credited_at, credits) cross join (select currency, customer_id, case orders.payment when 'cash' then orders.created_at else orders.paid_at end as sold_at from orders where id = new.order_id) sale where credited_at is not null and sold_at is not null; return null; end; $$ language plpgsql;
    `);
    this.addSql(`
      alter table sales_rollup drop column credits_tax; alter table sales_entries drop column credits_tax;
    `);
  }
}
