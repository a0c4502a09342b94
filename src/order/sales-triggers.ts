import type { TriggerDef } from '@mikro-orm/core';

/** When an order counts as sold: one in cash when it is placed, any other when it is paid. */
export const soldAt = (row: string): string =>
  `case ${row}.payment when 'cash' then ${row}.created_at else ${row}.paid_at end`;

/** Of a credit that is that part of its order, whose rates it may mix otherwise. No order of nothing has a credit of something. */
const taxOf = (amount: string, tax: string, total: string): string =>
  `round(${tax}::numeric * ${amount} / greatest(${total}, 1))::bigint`;

const oneLine = (text: string): string => text.trim().replaceAll(/\s+/g, ' ');

/** The lines of an order are inserted by its own statement, hence before this. */
export const orderTriggers: TriggerDef[] = [
  {
    name: 'sold',
    timing: 'after',
    events: ['insert', 'update'],
    body: oneLine(`
      if tg_op = 'UPDATE' and (${soldAt('old')}, old.customer_id, old.currency, old.total, old.tax)
        is not distinct from (${soldAt('new')}, new.customer_id, new.currency, new.total, new.tax) then return null; end if;
      with sale as (
        select * from (values
          (-1, ${soldAt('old')}, old.customer_id, old.currency, old.total, old.tax),
          (1, ${soldAt('new')}, new.customer_id, new.currency, new.total, new.tax)
        ) sale (sign, sold_at, customer_id, currency, total, tax) where sold_at is not null
      )
      insert into sales_entries (happened_at, currency, order_id, customer_id, orders, units, gross, tax, credits, credits_tax)
      select sold_at, currency, new.id, customer_id, sign,
        sign * (select coalesce(sum(quantity), 0) from order_lines where order_id = new.id), sign * total, sign * tax, 0, 0
      from sale
      union all
      select greatest(sold_at, order_credits.created_at), currency, new.id, customer_id, 0, 0, 0, 0, sign * amount,
        sign * ${taxOf('amount', 'sale.tax', 'total')}
      from sale join order_credits on order_id = new.id;
      return null
    `),
  },
];

/** A credit counts once its order is sold. */
export const creditTriggers: TriggerDef[] = [
  {
    name: 'sold',
    timing: 'after',
    events: ['insert', 'update'],
    body: oneLine(`
      if tg_op = 'UPDATE' and (old.created_at, old.amount) is not distinct from (new.created_at, new.amount) then return null; end if;
      insert into sales_entries (happened_at, currency, order_id, customer_id, credits, credits_tax)
      select greatest(sold_at, credited_at), currency, new.order_id, customer_id, credits, ${taxOf('credits', 'tax', 'total')}
      from (values (old.created_at, -old.amount), (new.created_at, new.amount)) credit (credited_at, credits)
      cross join (select currency, customer_id, tax, total, ${soldAt('orders')} as sold_at from orders where id = new.order_id) sale
      where credited_at is not null and sold_at is not null;
      return null
    `),
  },
];

/** For the ledger of payments, which a module above keeps. */
export const refundTriggers: TriggerDef[] = [
  {
    name: 'refunded',
    timing: 'after',
    events: ['insert', 'update'],
    body: oneLine(`
      if new.kind not in ('refund', 'refund_failed') then return null; end if;
      insert into sales_entries (happened_at, currency, order_id, customer_id, refunds)
      select refunded_at, currency, new.order_id, customer_id, refunds
      from (values (old.created_at, old.amount), (new.created_at, -new.amount)) refund (refunded_at, refunds)
      cross join (select currency, customer_id from orders where id = new.order_id) sale
      where refunded_at is not null;
      return null
    `),
  },
];

/** For the documents, which a module above issues. */
export const invoiceTriggers: TriggerDef[] = [
  {
    name: 'issued',
    timing: 'after',
    events: ['insert'],
    body: oneLine(`
      insert into sales_entries (happened_at, currency, order_id, customer_id, invoice_id)
      select new.issued_at, currency, new.order_id, customer_id, new.id from orders where id = new.order_id;
      return null
    `),
  },
];
