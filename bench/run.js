import '../scripts/build.js';
import pg from 'pg';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { median, turn } from './measure.js';
import { bare, shop } from './servers.js';
import { ensureAlike, workloadsOn } from './workloads.js';
import { fill } from './world.js';
const { startEmbeddedPostgres } = await import('../dist/database/embedded-postgres.js');

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    products: { type: 'string', default: '1000' },
    only: { type: 'string' },
  },
});
const rounds = 5;
const seconds = values.quick ? 0.6 : 2.5;
const folder = await mkdtemp(join(tmpdir(), 'magazin-bench-'));
const postgres = await startEmbeddedPostgres(join(folder, 'data'));
const servers = [shop(folder, postgres.url), bare(folder, postgres.url)];
const ratios = {};
const client = new pg.Client(postgres.url);
try {
  await client.connect();
  console.log('start', await servers[0].start());
  await client.query('select pgboss.create_queue(\'bench.order.placed\', \'{"policy":"standard"}\')');
  await fill(client, Number(values.products));
  console.log('bare', await servers[1].start());
  const workloads = await workloadsOn(client);
  const wanted = values.only?.split(',');
  for (const workload of workloads.filter(({ name }) => !wanted || wanted.includes(name))) {
    if (workload.name !== 'day') await ensureAlike(servers, workload);
    for (const server of servers) server.pause();
    const turns = { shop: [], bare: [] };
    for (let round = -1; round < rounds; round++) {
      for (const server of servers) {
        await workload.prepare();
        server.resume();
        const measured = await turn(server, workload, round < 0 ? seconds / 2 : seconds);
        // What was on its way is let through, so that it disturbs no later turn.
        await wait(150);
        server.pause();
        if (round >= 0) turns[server.name].push(measured);
      }
    }
    for (const server of servers) server.resume();
    const all = turns.shop.map(({ rate }, at) => rate / turns.bare[at].rate);
    ratios[workload.name] = Number(median(all).toFixed(2));
    const say = (name) => {
      const of = (fact) => median(turns[name].map((each) => each[fact]));
      return `${name} ${of('rate').toFixed(0)}/s p50 ${of('p50').toFixed(2)} p99 ${of('p99').toFixed(2)} cpu ${of('cpu').toFixed(0)} µs ${of('memory')} MiB`;
    };
    console.log(
      workload.name,
      ratios[workload.name],
      `(${Math.min(...all).toFixed(2)}–${Math.max(...all).toFixed(2)})`,
      say('shop'),
      '|',
      say('bare'),
    );
  }
} finally {
  for (const server of servers) await server.stop();
  await client.end();
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}
console.log(JSON.stringify(ratios));
