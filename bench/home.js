// npm run bench:home: the home page of customers with 30 purchases beside a page of products and a product, without the response cache.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres, trainRecommendations } from './dist.js';
import { measure, median, round } from './measure.js';
import { get } from './requests.js';
import { secret, shop } from './servers.js';
import { workloadsOn } from './workloads.js';
import { seed, signedIn } from './world.js';

const [products, customers, rounds, seconds] = [100_000, 6_000, 5, 3];
const folder = await mkdtemp(join(tmpdir(), 'magazin-home-'));
const postgres = await startEmbeddedPostgres(join(folder, 'data'));
const client = new pg.Client(postgres.url);
const server = shop(folder, postgres.url);
try {
  await client.connect();
  await server.start({ RESPONSE_CACHE_MIB: '0' });
  await seed(client, products);
  await seedPurchases();
  const startedAt = performance.now();
  const { purchases } = await trainRecommendations({ databaseUrl: postgres.url });
  console.log(
    `${products} products, ${purchases} purchases: trained in ${round((performance.now() - startedAt) / 1000)} s`,
  );
  await client.query('vacuum analyze');
  const people = await signedIn(client, secret);
  let count = 0;
  const request = ({ at }) => get('/api/home', people[at % people.length].headers);
  const others = (await workloadsOn(client)).filter(({ name }) => ['list', 'detail'].includes(name));
  const workloads = [...others, { name: 'home', next: () => count++, steps: [{ name: 'home', request }] }];
  const times = Object.fromEntries(workloads.map(({ name }) => [name, []]));
  for (let turn = 0; turn <= rounds; turn++)
    for (const workload of workloads) {
      const { p50 } = await measure(server, { ...workload, connections: 2 }, seconds);
      // The first turn warms up.
      if (turn > 0) times[workload.name].push(p50);
    }
  const { list, detail, home } = Object.fromEntries(Object.entries(times).map(([name, all]) => [name, median(all)]));
  console.log(`p50 in ms: home ${round(home)}, page of 20 ${round(list)}, product ${round(detail)}`);
  console.log(JSON.stringify({ home_over_list: round(home / list), home_over_detail: round(home / detail) }));
} finally {
  await server.stop();
  await client.end();
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}

/** Ten orders of three products for each customer; some products are bought by many. */
async function seedPurchases() {
  await client.query(
    `with placed as (
       insert into orders (uuid, customer_id, payment, currency, subtotal, tax, taxes, total, status, created_at, updated_at)
       select gen_random_uuid(), 1 + at % $1, 'cash', 'EUR', 1000, 160, '[]', 1000, 'delivered', now() - (at % 200) * interval '1 day', now()
       from generate_series(1, 10 * $1::int) at returning id
     )
     insert into order_lines (uuid, order_id, product_id, product_uuid, name, quantity, price, tax_rate, total, tax)
     select gen_random_uuid(), placed.id, products.id, products.uuid, name, 1, price, tax_rate, price, 0
     from placed cross join generate_series(1, 3) line
       join products on products.id = 1 + abs(hashint4(placed.id * 31 + line)::bigint) % case line when 1 then 300 else 20000 end`,
    [customers],
  );
  await client.query('insert into product_trends select id, 1 + id % 50 from products where id <= 500');
}
