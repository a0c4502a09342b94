import { NotEnoughStock, ProductNotAvailable } from '../catalog/catalog.errors.js';
import type { ShopError } from '../common/shop-error.js';
import { statement } from '../database/statement.js';
import { mostLines } from './bucket.entity.js';
import { BucketFull, ProductAlreadyInBucket } from './bucket.errors.js';

/** What became of it; without a product there is none of that uuid. */
export interface LineAdded {
  added: boolean;
  /** Minor units. */
  price: number | null;
  stock: number;
  published: boolean;
  already: boolean;
  lines: number;
}

/**
 * The rules of {@link Bucket.put} for a new line, as one statement, because nothing is done more often: it makes the bucket on first use,
 * waits for whoever else changes it, and adds a line only where all of them hold. Values: uuid for a new bucket, customer,
 * uuid for the line, product uuid, quantity.
 */
export const addLine = statement<LineAdded>(`
  with bucket as (
    insert into buckets (uuid, customer_id) values ($1, $2)
    on conflict (customer_id) do update set customer_id = excluded.customer_id returning id
  ), facts as (
    select bucket.id as bucket, lines_of_bucket(bucket.id)::int as lines, products.id as product, price, stock, published,
      exists (select from bucket_lines where bucket_id = bucket.id and product_id = products.id) as already
    from bucket left join products on products.uuid = $4
  ), added as (
    insert into bucket_lines (uuid, bucket_id, product_id, quantity, price_seen, created, updated)
    select $3, bucket, product, $5, price, now(), now() from facts where published and stock >= $5 and lines < ${mostLines}
    on conflict (bucket_id, product_id) do nothing returning id
  )
  select price, stock, published, already, lines, exists (select from added) as added from facts
`);

/** Why no line was added. */
export function refusalOf(product: string, quantity: number, line: LineAdded | undefined): ShopError {
  if (!line || line.price === null) return new ProductNotAvailable({ product });
  const { stock, published, already, lines } = line;
  if (already) return new ProductAlreadyInBucket();
  if (lines >= mostLines) return new BucketFull({ most: mostLines });
  if (!published) return new ProductNotAvailable({ product });
  if (stock < quantity) return new NotEnoughStock({ product, stock });
  // Somebody else was a moment faster.
  return new ProductAlreadyInBucket();
}
