// npm run bench: the shop beside a bare server, in turns, on the same rows.
import '../scripts/build.js';
import pg from 'pg';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { ceiling } from './ceiling.js';
import { chart } from './chart.js';
import { growth } from './growth.js';
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
const products = Number(values.products);
const rounds = 5;
const seconds = values.quick ? 0.4 : 2;
/** What each ratio is to be at least. */
const goals = { list: 1, detail: 1, search: 0.7, login: 0.9, bucket_add: 0.6, bucket_read: 0.6, order: 0.6 };

const folder = await mkdtemp(join(tmpdir(), 'magazin-bench-'));
const postgres = await startEmbeddedPostgres(join(folder, 'data'));
const client = new pg.Client(postgres.url);
const servers = [shop(folder, postgres.url), bare(folder, postgres.url)];
const [ours, theirs] = servers;
const results = {
  date: new Date().toISOString().slice(0, 10),
  cores: availableParallelism(),
  products,
  rounds,
  seconds,
};
try {
  await client.connect();
  results.start = await starts();
  console.log(`\n${products} products, ${rounds} rounds of ${seconds} s each\n`);
  results.workloads = await measured();
  results.memory = {
    idle: results.start.idle,
    loaded: Math.max(...Object.values(results.workloads).map(({ shop }) => shop.memory)),
  };
  if (results.workloads.order) results.ceiling = await beneath(results.workloads.order);
  if (results.workloads.day) {
    const { p50, p99 } = results.workloads.day.shop;
    results.tail = round2(p99 / p50);
    console.log(`p99 of the mixed day is ${results.tail} times its p50`);
  }
  console.log(`\nmemory: ${results.memory.idle} MiB idle, ${results.memory.loaded} MiB at most under load`);
  if (!values.quick && !values.only) results.growth = await grown();
} finally {
  for (const server of servers) await server.stop();
  await client.end();
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}
const ratios = Object.fromEntries(Object.entries(results.workloads).map(([name, { ratio }]) => [name, ratio]));
if (!values.only) await keep();
console.log(`\n${JSON.stringify(ratios)}`);

/** To the first answer: on an empty database, and on one that is ready. */
async function starts() {
  const cold = await ours.start();
  await client.query(`select pgboss.create_queue('bench.order.placed', '{"policy":"standard"}')`);
  await fill(client, products);
  const times = { shop: [], bare: [] };
  for (let round = 0; round < (values.quick ? 1 : 4); round++)
    for (const server of servers) {
      await server.stop();
      times[server.name].push(await server.start());
    }
  await wait(1_000);
  const [warm, bareWarm] = [median(times.shop), median(times.bare)];
  const ratio = round2(warm / bareWarm);
  console.log(`cold start ${ms(cold)}, warm start ${ms(warm)}: ${ratio} times the bare server's ${ms(bareWarm)}`);
  return { cold, warm, bare: bareWarm, ratio, idle: ours.memory() };
}

async function measured() {
  const wanted = values.only?.split(',');
  const workloads = await workloadsOn(client);
  const all = {};
  for (const workload of workloads.filter(({ name }) => !wanted || wanted.includes(name))) {
    if (workload.name !== 'day') await ensureAlike(servers, workload);
    all[workload.name] = await inTurns(workload);
    console.log(lineOf(workload.name, all[workload.name]));
  }
  return all;
}

/** A B A B: only one of them works at a time, the other one is stopped. Before that, both warm up. */
async function inTurns(workload) {
  const turns = { shop: [], bare: [] };
  await workload.prepare();
  await Promise.all(servers.map((server) => turn(server, workload, Math.max(seconds, 1))));
  for (const server of servers) server.pause();
  for (let round = 0; round < rounds; round++)
    for (const server of servers) {
      if (workload.changes) await workload.prepare();
      server.resume();
      const taken = await turn(server, workload, seconds);
      server.pause();
      turns[server.name].push(taken);
    }
  for (const server of servers) server.resume();
  const each = turns.shop.map(({ rate }, at) => rate / turns.bare[at].rate);
  const middle = (name) => {
    const facts = Object.keys(turns[name][0]);
    return Object.fromEntries(facts.map((fact) => [fact, round2(median(turns[name].map((taken) => taken[fact])))]));
  };
  return {
    ratio: round2(median(each)),
    least: round2(Math.min(...each)),
    most: round2(Math.max(...each)),
    shop: middle('shop'),
    bare: middle('bare'),
  };
}

async function beneath(order) {
  const { prepare } = (await workloadsOn(client)).find(({ name }) => name === 'order');
  for (const server of servers) server.pause();
  const rates = [];
  for (let round = 0; round < 3; round++) rates.push(await ceiling(postgres.url, prepare, seconds));
  for (const server of servers) server.resume();
  const rate = median(rates);
  const ratio = round2(order.shop.rate / rate);
  console.log(`\nthe database alone places ${rate.toFixed(0)} orders a second: the shop ${ratio} times that`);
  return { rate, ratio };
}

async function grown() {
  const sizes = [
    { products: 1_000, orders: 10 },
    { products: 10_000, orders: 10 },
    { products: 100_000, orders: 10 },
    { products: 1_000, orders: 100_000 },
  ];
  const all = [];
  console.log('\nmedian ms by products and orders:');
  for (const server of servers) await server.stop();
  for (const size of sizes) {
    const times = await growth(postgres, folder, size, seconds);
    all.push({ ...size, times });
    const told = Object.entries(times).map(
      ([call, time]) => `${call} ${time.toFixed(2)} (×${round2(time / all[0].times[call])})`,
    );
    console.log(`${String(size.products).padStart(7)} ${String(size.orders).padStart(7)}  ${told.join('  ')}`);
  }
  return all;
}

async function keep() {
  await mkdir('bench/results', { recursive: true });
  const file = `bench/results/${results.date}${values.quick ? '-quick' : ''}.json`;
  await writeFile(file, `${JSON.stringify(results, null, 2)}\n`);
  const about = `${results.date}, ${results.cores} cores, ${products} products`;
  if (!values.quick) await writeFile('docs/bench.svg', chart(results.workloads, goals, about));
  console.log(`\nkept in ${file}${values.quick ? '' : ' and docs/bench.svg'}`);
}

function lineOf(name, { ratio, least, most, shop, bare }) {
  const goal = goals[name] ? `≥ ${goals[name]}` : '';
  const say = ({ rate, p50, p99, cpu }) =>
    `${rate.toFixed(0).padStart(6)}/s  p50 ${p50.toFixed(2)}  p99 ${p99.toFixed(2).padStart(6)} ms  ${cpu.toFixed(0).padStart(5)} µs CPU`;
  return `${name.padEnd(11)} ${String(ratio).padStart(6)} (${least}–${most}) ${goal.padEnd(6)} shop ${say(shop)} | bare ${say(bare)}`;
}

function ms(time) {
  return `${time.toFixed(0)} ms`;
}

function round2(value) {
  return Math.round(value * 100) / 100;
}
