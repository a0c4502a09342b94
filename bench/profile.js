// npm run profile -- <workload>: where the time of one request goes, on the processor and in SQL.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { Session } from 'node:inspector/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import pg from 'pg';
import { pino } from 'pino';
import { loadShop, startEmbeddedPostgres } from './dist.js';
import { runSteps } from './comparison.js';
import { measure } from './measure.js';
import { secret, shop } from './servers.js';
import { environmentOf, workloadsOn } from './workloads.js';
import { seed } from './world.js';

const seconds = 4;
const [name = 'list', role, base] = process.argv.slice(2);
if (role === 'load') await load();
else await profile();

async function profile() {
  const folder = await mkdtemp(join(tmpdir(), 'magazin-profile-'));
  const postgres = await startEmbeddedPostgres(join(folder, 'data'));
  const client = new pg.Client(postgres.url);
  await client.connect();
  const app = await startShop(folder, postgres.url);
  try {
    await seed(client, 1_000);
    const server = { name: 'shop', base: `http://127.0.0.1:${app.getHttpServer().address().port}` };
    const workload = await workloadOn(client);
    await printStatements(server, workload);
    await workload.prepare();
    const { samples, rate } = await sampled(server, postgres.url);
    await mkdir('bench/results', { recursive: true });
    const file = `bench/results/${name}.cpuprofile`;
    await writeFile(file, JSON.stringify(samples));
    printTimes(samples, rate);
    console.log(`\n${rate.toFixed(0)} a second; ${file} opens in Chrome's DevTools and in VS Code`);
  } finally {
    await app.close();
    await client.end();
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** In this process, which is then profiled. */
async function startShop(folder, database) {
  const { createApp, Config, migrate } = await loadShop();
  const { environment } = shop(folder, database);
  const app = await createApp(
    Config.read({ ...environment, ...environmentOf(name), JWT_SECRET: secret, PORT: '0' }),
    pino(pino.destination({ dest: join(folder, 'shop.log'), sync: true })),
  );
  await migrate(app);
  await app.listen(0, '127.0.0.1');
  return app;
}

async function workloadOn(client) {
  const workload = (await workloadsOn(client)).find((each) => each.name === name);
  if (!workload) throw new Error(`there is no workload ${name}`);
  return workload;
}

async function printStatements(server, workload) {
  await workload.prepare();
  for (let warmUp = 0; warmUp < 20; warmUp++) await runSteps(server, workload.steps, workload.next());
  const recording = recordStatements();
  await runSteps(server, workload.steps, workload.next());
  recording.stop();
  console.log(`\n${name} once, in SQL:\n`);
  for (const { text, time } of recording.statements)
    console.log(`${time.toFixed(2).padStart(8)} ms  ${text.replaceAll(/\s+/g, ' ').trim().slice(0, 140)}`);
  if (recording.statements.length === 0) console.log('    none: the answer came from the response cache');
}

/** The CPU profile of this process while another one loads it. */
async function sampled(server, database) {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: 200 });
  const loader = fork(process.argv[1], [name, 'load', server.base], { env: { ...process.env, DATABASE: database } });
  await once(loader, 'message');
  await session.post('Profiler.start');
  loader.send('go');
  const [{ rate }] = await once(loader, 'message');
  const { profile: samples } = await session.post('Profiler.stop');
  return { samples, rate };
}

/** In a process of its own, so that generating the load is not part of the profile. */
async function load() {
  const client = new pg.Client(process.env.DATABASE);
  await client.connect();
  const workload = await workloadOn(client);
  const server = { name: 'shop', base, cpu: () => 0, memory: () => 0 };
  await measure(server, workload, 1);
  await workload.prepare();
  process.send('warm');
  await once(process, 'message');
  const measured = await measure(server, workload, seconds);
  await client.end();
  process.send(measured);
  process.disconnect();
}

/** Records every statement that this process sends from now on, except those that fetch jobs. */
function recordStatements() {
  const statements = [];
  const { query } = pg.Client.prototype;
  pg.Client.prototype.query = function (...args) {
    const startedAt = performance.now();
    const text = typeof args[0] === 'string' ? args[0] : (args[0]?.text ?? '');
    const isPolling = /^\s*with\s+next as/i.test(text);
    const record = () => isPolling || statements.push({ text, time: performance.now() - startedAt });
    const callback = args.at(-1);
    if (typeof callback === 'function') args[args.length - 1] = (...results) => (record(), callback(...results));
    const result = query.apply(this, args);
    result?.then?.(record, () => undefined);
    return result;
  };
  return { statements, stop: () => (pg.Client.prototype.query = query) };
}

/** Self time by package, and the functions that take most of it. */
function printTimes({ nodes, samples, timeDeltas }, rate) {
  const byId = new Map(nodes.map((node) => [node.id, { ...node.callFrame, self: 0 }]));
  samples.forEach((id, at) => (byId.get(id).self += timeDeltas[at]));
  const functions = new Map();
  const packages = new Map();
  for (const { functionName, url, lineNumber, self } of byId.values()) {
    if (functionName === '(idle)') continue;
    const [, dependency] = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url) ?? [];
    const owner = dependency ?? (url.includes('/dist/') ? 'magazin' : url || '(engine)');
    const place = `${functionName || '(anonymous)'} ${owner} ${url ? `${basename(url)}:${lineNumber + 1}` : ''}`;
    functions.set(place, (functions.get(place) ?? 0) + self);
    packages.set(owner, (packages.get(owner) ?? 0) + self);
  }
  const perRequest = (microseconds) => `${(microseconds / (rate * seconds)).toFixed(1).padStart(8)} µs`;
  const top = (map, most) => [...map].sort(([, a], [, b]) => b - a).slice(0, most);
  console.log('\nCPU time of one repetition by package:\n');
  for (const [home, self] of top(packages, 16)) console.log(`${perRequest(self)}  ${home}`);
  console.log('\nBy function:\n');
  for (const [where, self] of top(functions, 40)) console.log(`${perRequest(self)}  ${where}`);
}
