import { type RawBuilder, sql } from 'kysely';

/** Written so exactly that it tells one change from the next. */
const exactly = (moment: RawBuilder<unknown>) =>
  sql<string>`to_char(${moment} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

/** When the units on hand of a product last moved, in a query on `products`. */
export const stockAsOf = exactly(sql`coalesce((
  select created_at from stock_movements where product_uuid = products.uuid and on_hand_by <> 0
  order by stock_movements.id desc limit 1
), products.created_at)`);

/** When a product was edited last, or its brand got another name, in a query on `products`. */
export const editedAsOf = exactly(sql`greatest(
  products.updated_at, (select renamed_at from brands where brands.id = products.brand_id)
)`);
