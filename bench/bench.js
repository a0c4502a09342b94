// npm run bench: the shop beside a bare server, in turns, on the same rows.
import pg from 'pg';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { ceiling } from './ceiling.js';
import { assertSameAnswers } from './comparison.js';
import { startEmbeddedPostgres } from './dist.js';
import { growth } from './growth.js';
import { measure, median, medians, round } from './measure.js';
import { milliseconds, printCheckout, printGrowth, printWorkload, saveResults, tail, worstTail } from './report.js';
import { bare, shop } from './servers.js';
import { environmentOf, workloadsOn } from './workloads.js';
import { seed } from './world.js';

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    products: { type: 'string', default: '1000' },
    only: { type: 'string' },
  },
});
const products = Number(options.products);
const rounds = 5;
const seconds = options.quick ? 0.4 : 2;

const folder = await mkdtemp(join(tmpdir(), 'magazin-bench-'));
const postgres = await startEmbeddedPostgres(join(folder, 'data'));
const client = new pg.Client(postgres.url);
const smtp = fork(new URL('smtp.js', import.meta.url), { execArgv: [] });
const [smtpPort] = await once(smtp, 'message');
const servers = [shop(folder, postgres.url), bare(folder, postgres.url)];
const [shopServer] = servers;
const results = {
  date: new Date().toISOString().slice(0, 10),
  cores: availableParallelism(),
  products,
  rounds,
  seconds,
};
let stopping;
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void stopAll().finally(() => process.exit(1)));
try {
  await client.connect();
  results.start = await measureStarts();
  console.log(`\n${products} products, ${rounds} rounds of ${seconds} s each\n`);
  await measureWorkloads(await selectedWorkloads());
  if (!options.quick && !options.only) results.growth = await measureGrowth();
} finally {
  await stopAll();
}
const ratios = Object.fromEntries(Object.entries(results.workloads).map(([name, { ratio }]) => [name, ratio]));
if (!options.only) await saveResults(results, options);
console.log(`\n${JSON.stringify(ratios)}`);

function stopAll() {
  stopping ??= (async () => {
    smtp.kill();
    for (const server of servers) await server.stop();
    await client.end();
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  })();
  return stopping;
}

/** Until the first answer: on an empty database, and on one that is ready. */
async function measureStarts() {
  const cold = await shopServer.start();
  // The queue that the bare server writes to: no worker takes its jobs.
  await client.query(`select pgboss.create_queue('bench', '{"policy":"standard"}')`);
  await seed(client, products);
  const times = { shop: [], bare: [] };
  for (let start = 0; start < (options.quick ? 1 : 4); start++)
    for (const server of servers) {
      await server.stop();
      times[server.name].push(await server.start());
    }
  await wait(1_000);
  const [warm, bareWarm] = [median(times.shop), median(times.bare)];
  const ratio = round(warm / bareWarm);
  console.log(
    `cold start ${milliseconds(cold)}, warm start ${milliseconds(warm)}: ${ratio} times the bare server's ${milliseconds(bareWarm)}`,
  );
  return { cold, warm, bare: bareWarm, ratio, idle: shopServer.memory() };
}

async function selectedWorkloads() {
  const all = await workloadsOn(client);
  if (!options.only) return all;
  return options.only.split(',').map((name) => {
    const workload = all.find((each) => each.name === name);
    if (!workload) throw new Error(`there is no workload ${name}: choose from ${all.map((each) => each.name).join()}`);
    return workload;
  });
}

async function measureWorkloads(workloads) {
  results.workloads = {};
  for (const workload of workloads) {
    const { name } = workload;
    await shopServer.ensureStartedWith(environmentOf(name, `smtp://127.0.0.1:${smtpPort}`), workload.discardBacklog);
    if (name !== 'day') await assertSameAnswers(servers, workload);
    const measured = await alternate(workload);
    results.workloads[name] = measured;
    printWorkload(name, measured);
    if (name === 'checkout') {
      printCheckout(measured);
      results.checkout_p99_over_p50 = worstTail(measured.shop);
      results.mails_per_second = measured.shop.mails;
    }
    if (name === 'order') results.ceiling = await measureCeiling(workload, measured.shop.rate);
    if (name === 'day') {
      results.tail = tail(measured.shop);
      console.log(`p99 of the mixed day is ${results.tail} times its p50`);
    }
  }
  const loaded = Math.max(...Object.values(results.workloads).map((measured) => measured.shop.memory));
  results.memory = { idle: results.start.idle, loaded };
  console.log(`\nmemory: ${results.memory.idle} MiB idle, ${loaded} MiB at most under load`);
}

/** A B A B: after a warm-up one of them works at a time, and the other one is suspended. */
async function alternate(workload) {
  const length = workload.roundSeconds(seconds);
  const measured = { shop: [], bare: [] };
  await workload.prepare();
  await Promise.all(servers.map((server) => measure(server, workload, Math.max(length, 1))));
  for (const server of servers) await server.pause(client);
  for (let turn = 0; turn < rounds; turn++)
    for (const server of servers) {
      if (workload.changes) await workload.prepare();
      server.resume();
      measured[server.name].push(await measure(server, workload, length));
      await server.pause(client);
    }
  for (const server of servers) server.resume();
  const ratios = measured.shop.map(({ rate }, at) => rate / measured.bare[at].rate);
  return {
    ratio: round(median(ratios)),
    least: round(Math.min(...ratios)),
    most: round(Math.max(...ratios)),
    shop: medians(measured.shop),
    bare: medians(measured.bare),
  };
}

async function measureCeiling({ prepare }, shopRate) {
  for (const server of servers) await server.pause(client);
  const rates = [];
  for (let turn = 0; turn < 3; turn++) rates.push(await ceiling(postgres.url, prepare, seconds));
  for (const server of servers) server.resume();
  const rate = median(rates);
  const ratio = round(shopRate / rate);
  console.log(`the database alone takes ${rate.toFixed(0)} orders a second: the shop ${ratio} times that`);
  return { rate, ratio };
}

async function measureGrowth() {
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
    printGrowth(size, times, all[0].times);
  }
  return all;
}
