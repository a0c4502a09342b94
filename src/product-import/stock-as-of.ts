import { sql } from 'kysely';

/** When the units on hand of a product last moved, in a query on `products`. Written so exactly that it tells one movement from the next. */
export const stockAsOf = sql<string>`to_char(coalesce((
  select created_at from stock_movements where product_uuid = products.uuid and on_hand_by <> 0
  order by stock_movements.id desc limit 1
), products.created_at) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
