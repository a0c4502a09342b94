import pg from 'pg';
import { type Pulls, type Purchases, pullsOf } from './co-purchases.js';
import type { pullKinds } from './product-pull.entity.js';
import { similarNames } from './similar-names.js';
import { strongest } from './strongest.js';

export interface TrainingTask {
  databaseUrl: string;
  /** ISO 8601; left out, it is the database's clock. */
  now?: string;
}

export interface TrainingResult {
  products: number;
  purchases: number;
}

const historyDays = 210;
const halfLifeDays = 60;
/** Of one customer, the latest ones: a reseller who buys everything says little about anything. */
const maxPurchasesPerCustomer = 500;
/** Of one source: what a popular product pulls only a little is left out. */
const maxTargets = 40;
const customersPerRead = 20_000;
const productsPerInsert = 1_000;

/**
 * Trains the recommendations, in a thread: reads the purchases in slices, and replaces `product_pulls` in one transaction.
 * Requests see the old rows until it commits.
 */
export default async function train({ databaseUrl, now }: TrainingTask): Promise<TrainingResult> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'magazin recommendations' });
  await client.connect();
  try {
    const { rows: products } = await client.query<{ id: number; name: string }>(
      'select id, name from products order by id',
    );
    const ids = products.map(({ id }) => id);
    const purchases = await readPurchases(client, ids, now);
    // Computed before the transaction, which locks what a product's removal deletes.
    const pulls = bySource(ids, pullsOf(purchases));
    const similar = bySource(ids, similarNames(products.map(({ name }) => name)));
    await client.query('begin');
    await client.query(`select pg_advisory_xact_lock(hashtext('magazin recommendations'))`);
    await client.query('delete from product_pulls');
    await insert(client, 'purchases', pulls);
    await insert(client, 'names', similar);
    await client.query('commit');
    return { products: ids.length, purchases: purchases.product.length };
  } finally {
    await client.end();
  }
}

async function readPurchases(client: pg.Client, ids: number[], now?: string): Promise<Purchases> {
  const numbers = new Map(ids.map((id, at) => [id, at]));
  const starts: number[] = [];
  const [product, weight] = [new Chunks(Int32Array), new Chunks(Float32Array)];
  const { rows: ends } = await client.query<{ most: number }>(
    'select coalesce(max(customer_id), 0) as most from orders',
  );
  const most = ends[0]?.most ?? 0;
  for (let first = 0; first <= most; first += customersPerRead) {
    const { rows } = await client.query<[number, number, number]>({
      rowMode: 'array',
      text: purchasesSql,
      values: [first, first + customersPerRead, now ?? null, historyDays, maxPurchasesPerCustomer],
    });
    let customer: number | undefined;
    const [products, weights] = [new Int32Array(rows.length), new Float32Array(rows.length)];
    let used = 0;
    for (const [buyer, id, age] of rows) {
      const number = numbers.get(id);
      if (number === undefined) continue;
      if (buyer !== customer) starts.push(product.length + used);
      customer = buyer;
      products[used] = number;
      weights[used] = 2 ** (-age / halfLifeDays);
      used++;
    }
    product.add(products.subarray(0, used));
    weight.add(weights.subarray(0, used));
  }
  starts.push(product.length);
  return { products: ids.length, starts: Int32Array.from(starts), product: product.all(), weight: weight.all() };
}

/** Values: the first customer id, the one that follows the slice, now, days of history, purchases per customer. */
const purchasesSql = `
  select customer_id, product_id, age from (
    select *, row_number() over (partition by customer_id order by age, product_id) as place from (
      select customer_id, product_id, extract(epoch from coalesce($3::timestamptz, now()) - max(created_at))::float / 86400 as age
      from orders join order_lines on order_lines.order_id = orders.id
      where customer_id >= $1 and customer_id < $2 and status <> 'canceled' and product_id is not null
        and created_at > coalesce($3::timestamptz, now()) - make_interval(days => $4)
        and created_at <= coalesce($3::timestamptz, now())
      group by customer_id, product_id
    ) purchases
  ) placed
  where place <= $5
  order by customer_id, age
`;

/** A typed array that grows. */
class Chunks<Values extends Int32Array | Float32Array> {
  length = 0;
  private readonly chunks: Values[] = [];

  constructor(private readonly Type: new (length: number) => Values) {}

  add(chunk: Values): void {
    this.chunks.push(chunk);
    this.length += chunk.length;
  }

  all(): Values {
    const joined = new this.Type(this.length);
    let at = 0;
    for (const chunk of this.chunks) {
      joined.set(chunk, at);
      at += chunk.length;
    }
    return joined;
  }
}

interface SourceRow {
  source: number;
  targets: string;
  weights: string;
}

/** The strongest of each source, as array literals. @param pulls by target, in the order of `ids` */
function bySource(ids: number[], pulls: Iterable<Pulls>): SourceRow[] {
  const rows = ids.map(() => ({ targets: [] as number[], weights: [] as number[] }));
  let target = 0;
  for (const { sources, weights } of pulls) {
    sources.forEach((source, at) => {
      rows[source]?.targets.push(ids[target] ?? 0);
      rows[source]?.weights.push(Math.fround(weights[at] ?? 0));
    });
    target++;
  }
  return rows.flatMap(({ targets, weights }, source) => {
    const kept = strongest(targets.keys(), weights, maxTargets);
    if (kept.length === 0) return [];
    const literal = (values: number[]) => `{${kept.map((at) => values[at]).join(',')}}`;
    return [{ source: ids[source] ?? 0, targets: literal(targets), weights: literal(weights) }];
  });
}

async function insert(client: pg.Client, kind: (typeof pullKinds)[number], rows: SourceRow[]): Promise<void> {
  for (let at = 0; at < rows.length; at += productsPerInsert) {
    const batch = rows.slice(at, at + productsPerInsert);
    await client.query(
      `insert into product_pulls (kind, source_id, target_ids, weights)
       select $1, source, targets::int[], weights::real[] from unnest($2::int[], $3::text[], $4::text[]) as rows(source, targets, weights)
       where exists (select from products where id = source)`,
      [
        kind,
        batch.map(({ source }) => source),
        batch.map(({ targets }) => targets),
        batch.map(({ weights }) => weights),
      ],
    );
  }
}
