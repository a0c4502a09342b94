import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { withTimeLimit } from '../database/time-limit.js';
import { hasUnscored, scoreCustomers, sumUpCustomers } from './customer-sums.js';
import { type DayCalendar, type Days, nameOf } from './calendar-steps.js';

export const batchSize = 5_000;
/** Of a shop that is new to sums, a batch may take longer than a request may. */
export const timeoutSeconds = 60;

interface ClaimedEntry {
  id: number;
  happened_at: Date;
  customer_id: number;
}

/**
 * Folds the oldest entries into the sums of moments, products, customers and taxes. One transaction at a time does that, by
 * an advisory lock: each statement after it sees all that was committed until then, and later commits have entries of
 * their own. @returns how many entries are folded
 */
export function foldBatch(em: EntityManager, days: DayCalendar, size: number): Promise<number> {
  return withTimeLimit(em, timeoutSeconds, () => foldOldest(em, days, size));
}

async function foldOldest(em: EntityManager, days: DayCalendar, size: number): Promise<number> {
  await lockSums(em);
  const { rows } = await sql<ClaimedEntry>`
    select id, happened_at, customer_id from sales_entries order by id limit ${size}
  `.execute(em.getKysely());
  if (rows.length > 0) {
    const moments = rows.map(({ happened_at }) => Number(new Date(happened_at)));
    await foldEntries(
      em,
      rows.map(({ id }) => id),
      days.between(new Date(min(moments)), new Date(max(moments))),
    );
    await sumUpCustomers(em, [...new Set(rows.map(({ customer_id }) => customer_id))], days);
  }
  // With the last batch: until then, who was summed up anew has no score.
  if (rows.length < size && (await hasUnscored(em))) await scoreCustomers(em);
  return rows.length;
}

/** Of more numbers than a call has arguments. */
const min = (numbers: number[]): number => numbers.reduce((least, each) => Math.min(least, each), Infinity);
const max = (numbers: number[]): number => numbers.reduce((most, each) => Math.max(most, each), -Infinity);

/** Until the end of the transaction. */
export async function lockSums(em: EntityManager): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('sales sums'))`.execute(em.getKysely());
}

const salesColumns = ['orders', 'units', 'gross', 'tax', 'credits', 'credits_tax', 'refunds'];

/** The columns to insert, their sums, and how the sums are added to a row that is there. */
const added = (table: string, columns: string[]) => ({
  columns: sql.join(columns.map((name) => sql.ref(name))),
  sums: sql.join(columns.map((name) => sql`sum(${sql.ref(name)})`)),
  update: sql.join(
    columns.map((name) => sql`${sql.ref(name)} = ${sql.ref(`${table}.${name}`)} + ${sql.ref(`excluded.${name}`)}`),
  ),
});

export const salesSums = added('sales_rollup', salesColumns);
const products = added('product_sales', ['units', 'gross']);
const taxes = added('vat_sums', ['documents', 'net', 'tax']);

/** As `taxCategory`: what is taxed is S, and what is not Z, without a reason. */
const category = sql`coalesce(subtotal -> 'exemption' ->> 'category', case when (subtotal ->> 'rate')::int > 0 then 'S' else 'Z' end)`;

async function foldEntries(em: EntityManager, ids: number[], days: Days): Promise<void> {
  await sql`
    with taken as (
      delete from sales_entries where id = any(${ids}::bigint[]) returning *
    ), of_moments as (
      insert into sales_rollup (currency, starts_at, ${salesSums.columns})
      select currency, date_bin('1 minute', happened_at, 'epoch'), ${salesSums.sums}
      from taken where invoice_id is null group by 1, 2
      on conflict (currency, starts_at) do update set ${salesSums.update}
    ), of_products as (
      insert into product_sales (currency, day, product_uuid, ${products.columns})
      select currency, ${nameOf(days, sql`happened_at`)}, product_uuid, sum(orders * quantity), sum(orders * total)
      from taken join order_lines using (order_id) where orders <> 0 group by 1, 2, 3
      on conflict (currency, day, product_uuid) do update set ${products.update}
    )
    insert into vat_sums (day, currency, country, rate, category, kind, ${taxes.columns})
    select (document ->> 'issued')::date, document ->> 'currency',
      coalesce(document -> 'delivery' ->> 'country', document -> 'buyer' ->> 'country'),
      (subtotal ->> 'rate')::int, ${category}, invoices.kind, count(distinct invoices.id),
      sum((subtotal ->> 'net')::bigint), sum((subtotal ->> 'tax')::bigint)
    from taken join invoices on invoices.id = invoice_id cross join lateral json_array_elements(document -> 'tax') subtotal
    group by 1, 2, 3, 4, 5, 6
    on conflict (day, currency, country, rate, category, kind) do update set ${taxes.update}
  `.execute(em.getKysely());
}
