import pg from 'pg';
import { measure } from './measure.js';
import { shop } from './servers.js';
import { workloadsOn } from './workloads.js';
import { seed } from './world.js';

const measured = ['list', 'detail', 'search', 'bucket_add', 'bucket_read', 'order'];

/** The median time of each call in milliseconds, in a shop with that many products and orders. */
export async function growth(postgres, folder, { products, orders }, seconds) {
  const database = `growth_${products}_${orders}`;
  const admin = new pg.Client(postgres.url);
  await admin.connect();
  await admin.query(`create database ${database}`);
  await admin.end();
  const url = new URL(postgres.url);
  url.pathname = `/${database}`;
  const server = shop(folder, url.href);
  const client = new pg.Client(url.href);
  try {
    await server.start();
    await client.connect();
    await seed(client, products);
    await seedOrders(client, orders);
    const times = {};
    for (const workload of (await workloadsOn(client)).filter(({ name }) => measured.includes(name))) {
      for (const length of [seconds / 2, seconds]) {
        await workload.prepare();
        const { p50 } = await measure(server, { ...workload, connections: 2 }, length);
        times[workload.name] = p50;
      }
    }
    return times;
  } finally {
    await client.end();
    await server.stop();
  }
}

async function seedOrders(client, orders) {
  await client.query(
    `with placed as (
       insert into orders (uuid, customer_id, payment, currency, subtotal, tax, taxes, total, status, created_at, updated_at)
       select gen_random_uuid(), 1 + at % 6000, 'cash', 'EUR', 1000, 160, '[]', 1000, 'delivered', now() - at * interval '1 minute', now()
       from generate_series(1, $1::int) at returning id
     )
     insert into order_lines (uuid, order_id, product_id, product_uuid, name, quantity, price, tax_rate, total, tax)
     select gen_random_uuid(), placed.id, products.id, products.uuid, name, 1, price, tax_rate, price, 0
     from placed join products on products.id = 1 + placed.id % 1000`,
    [orders],
  );
  await client.query('vacuum analyze orders, order_lines');
}
