import type { EntityManager } from '@mikro-orm/postgresql';
import { type RawBuilder, sql } from 'kysely';
import { type DayCalendar, nameOf } from './calendar-steps.js';

/**
 * Anew from all orders of these customers, which are few; so it does not matter how often, nor what an order was before. The
 * caller holds the lock of all sums.
 */
export async function sumUpCustomers(em: EntityManager, customers: number[], days: DayCalendar): Promise<void> {
  const db = em.getKysely();
  const own = sql`customer_id = any(${customers}::int[])`;
  const sold = sql`
    select customer_id, currency, total, case payment when 'cash' then created_at else paid_at end as sold_at from orders where ${own}`;
  const { rows } = await sql<{ first: Date | null; last: Date | null }>`
    select min(sold_at) as first, max(sold_at) as last from (${sold}) sold
  `.execute(db);
  await sql`
    with gone as (delete from customer_days where ${own} returning *)
    ${addToCohorts('gone', -1)}
  `.execute(db);
  await sql`delete from customer_sales where ${own}`.execute(db);
  const [range] = rows;
  if (!range?.first || !range.last) return;
  await sql`
    with days as (
      select customer_id, currency, ${nameOf(days.between(new Date(range.first), new Date(range.last)), sql`sold_at`)} as day,
        count(*) as orders, sum(total) as gross, max(sold_at) as last_sold_at
      from (${sold}) sold where sold_at is not null group by 1, 2, 3
    ), fresh as (
      insert into customer_days (customer_id, currency, day, orders, gross, last_sold_at, orders_before, previous_day)
      select *, sum(orders) over own - orders, lag(day) over own from days
      window own as (partition by customer_id, currency order by day) returning *
    ), sums as (
      insert into customer_sales (customer_id, currency, orders, gross, last_sold_at)
      select customer_id, currency, sum(orders), sum(gross), max(last_sold_at) from fresh group by 1, 2
    )
    ${addToCohorts('fresh', 1)}
  `.execute(db);
}

/** Adds what customers bought in each month to the months of their cohorts, or takes it away. */
const addToCohorts = (days: string, sign: 1 | -1): RawBuilder<unknown> => sql`
  insert into cohort_months (currency, cohort, month, customers, orders, gross)
  select currency, cohort, month, ${sql.lit(sign)} * count(*), ${sql.lit(sign)} * sum(orders), ${sql.lit(sign)} * sum(gross)
  from (
    select currency, date_trunc('month', day)::date as month, sum(orders) as orders, sum(gross) as gross,
      min(date_trunc('month', day)::date) over (partition by customer_id, currency) as cohort
    from ${sql.table(days)} group by currency, customer_id, date_trunc('month', day)::date
  ) months group by 1, 2, 3
  on conflict (currency, cohort, month) do update set customers = cohort_months.customers + excluded.customers,
    orders = cohort_months.orders + excluded.orders, gross = cohort_months.gross + excluded.gross`;

const scored = { recency: 'last_sold_at', frequency: 'orders', money: 'gross' } as const;

/** Whether a fold was interrupted before {@link scoreCustomers}. */
export async function hasUnscored(em: EntityManager): Promise<boolean> {
  const { rows } = await sql`select from customer_sales where recency is null limit 1`.execute(em.getKysely());
  return rows.length > 0;
}

/**
 * Gives each customer the fifth of all customers that it is in. Who is better than the last of the first fifth is in the second,
 * and so on: so equal values have equal scores. Writes only what changes: customers beside the four bounds.
 */
export async function scoreCustomers(em: EntityManager): Promise<void> {
  const columns = Object.values(scored);
  const lastOfFifths = (column: string) =>
    sql`array(select (${sql.ref(`${column}_sorted`)})[(fifth * customers + 4) / 5] from generate_series(1, 4) fifth order by fifth) as ${sql.ref(`${column}_lasts`)}`;
  const score = (column: string) =>
    sql.join(
      [
        sql`1`,
        ...[1, 2, 3, 4].map((at) => sql`(${sql.ref(column)} > ${sql.ref(`${column}_lasts`)}[${sql.lit(at)}])::int`),
      ],
      sql` + `,
    );
  await sql`
    with sorted as (
      select currency, count(*) as customers, ${sql.join(columns.map((name) => sql`array_agg(${sql.ref(name)} order by ${sql.ref(name)}) as ${sql.ref(`${name}_sorted`)}`))}
      from customer_sales group by currency
    ), bounds as materialized (
      select currency, ${sql.join(columns.map(lastOfFifths))} from sorted
    ), scores as (
      select customer_id, currency, ${sql.join(Object.entries(scored).map(([name, column]) => sql`${score(column)} as ${sql.ref(`new_${name}`)}`))}
      from customer_sales join bounds using (currency)
    )
    update customer_sales set recency = new_recency, frequency = new_frequency, money = new_money from scores
    where customer_sales.customer_id = scores.customer_id and customer_sales.currency = scores.currency
      and (recency, frequency, money) is distinct from (new_recency, new_frequency, new_money)
  `.execute(em.getKysely());
}
