// npm run bench:views: product reads that are recorded beside ones that are not, in turns, from 50 clients.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { startEmbeddedPostgres } from './dist.js';
import { measure, median, round } from './measure.js';
import { get } from './requests.js';
import { secret, shop } from './servers.js';
import { seed, signedIn } from './world.js';

const [clients, products, rounds, seconds] = [50, 200, 7, 6];
const folder = await mkdtemp(join(tmpdir(), 'magazin-views-'));
const postgres = await startEmbeddedPostgres(join(folder, 'data'));
const client = new pg.Client(postgres.url);
const server = shop(folder, postgres.url);
try {
  await client.connect();
  await server.start();
  await seed(client, 1_000);
  const { rows } = await client.query('select uuid from products order by id limit $1', [products]);
  const people = await signedIn(client, secret);
  const paths = rows.map(({ uuid }) => `/api/products/${uuid}`);
  // Each client looks at each product in turn: 10,000 different views.
  const workload = (name, headersOf) => {
    let count = 0;
    const request = ({ at }) => get(paths[Math.floor(at / clients) % products], headersOf(at % clients));
    return { name, connections: clients, next: () => count++, steps: [{ name, request }] };
  };
  // A header as long, of a scheme that is no token.
  const unproven = people.map(({ headers }) => ({ authorization: headers.authorization.replace('Bearer', 'Digest') }));
  const workloads = [workload('plain', (at) => unproven[at]), workload('recorded', (at) => people[at].headers)];
  for (const each of workloads) await measure(server, each, seconds);
  const memory = [server.memory()];
  const turns = Array.from({ length: rounds }, () => ({}));
  for (const [turn, measured] of turns.entries()) {
    for (const each of turn % 2 ? workloads.toReversed() : workloads) {
      measured[each.name] = await measure(server, each, seconds);
      // What is still in memory must not be written while the other one is measured.
      await wait(5_500);
    }
    memory.push(server.memory());
  }
  for (const key of ['rate', 'cpu']) {
    const ratios = turns.map(({ plain, recorded }) => recorded[key] / plain[key]);
    console.log(`${key}: ${round(median(ratios))} (${round(Math.min(...ratios))} to ${round(Math.max(...ratios))})`);
  }
  const { rows: stored } = await client.query('select count(*) as pairs, sum(views) as views from product_views');
  console.log(stored[0], `memory from turn to turn: ${memory.join(', ')} MiB`);
} finally {
  await server.stop();
  await client.end();
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}
