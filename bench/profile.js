// npm run profile -- <workload>: where the time of one request goes, on the processor and in SQL.
import '../scripts/build.js';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { Session } from 'node:inspector/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import pg from 'pg';
import { pino } from 'pino';
import { shop } from './servers.js';
import { turn } from './measure.js';
import { workloadsOn } from './workloads.js';
import { fill } from './world.js';
const { createApp } = await import('../dist/app.js');
const { Config } = await import('../dist/config/config.js');
const { startEmbeddedPostgres } = await import('../dist/database/embedded-postgres.js');
const { migrate } = await import('../dist/database/migrate.js');
const { MikroORM } = await import('@mikro-orm/postgresql');

const seconds = 4;
const [name = 'list', role, base] = process.argv.slice(2);
if (role === 'load') await load();
else await profile();

async function profile() {
  const folder = await mkdtemp(join(tmpdir(), 'magazin-profile-'));
  const postgres = await startEmbeddedPostgres(join(folder, 'data'));
  const statements = listen();
  const { env } = shop(folder, postgres.url);
  const { secret } = await import('./servers.js');
  const app = await createApp(
    Config.read({ ...env, JWT_SECRET: secret, PORT: '0' }),
    pino(pino.destination({ dest: join(folder, 'shop.log'), sync: true })),
  );
  await migrate(app.get(MikroORM));
  await app.listen(0, '127.0.0.1');
  const client = new pg.Client(postgres.url);
  await client.connect();
  await fill(client, 1_000);
  const { port } = app.getHttpServer().address();
  const workload = (await workloadsOn(client)).find((each) => each.name === name);
  if (!workload) throw new Error(`there is no workload ${name}`);
  try {
    await workload.prepare();
    await ask(port, workload, 20);
    statements.length = 0;
    await ask(port, workload, 1);
    console.log(`\nOne request of ${name} in SQL:\n`);
    for (const { text, took } of [...statements])
      console.log(`${took.toFixed(2).padStart(8)} ms  ${text.replaceAll(/\s+/g, ' ').trim().slice(0, 140)}`);
    if (statements.length === 0) console.log('    none: the answer was remembered');
    statements.stop();
    const session = new Session();
    session.connect();
    await session.post('Profiler.enable');
    await session.post('Profiler.setSamplingInterval', { interval: 200 });
    await workload.prepare();
    const loader = fork(process.argv[1], [name, 'load', `http://127.0.0.1:${port}`], {
      env: { ...process.env, DATABASE: postgres.url },
    });
    await once(loader, 'message');
    await session.post('Profiler.start');
    loader.send('go');
    const [{ rate }] = await once(loader, 'message');
    const { profile: taken } = await session.post('Profiler.stop');
    await mkdir('bench/results', { recursive: true });
    const file = `bench/results/${name}.cpuprofile`;
    await writeFile(file, JSON.stringify(taken));
    table(taken, rate);
    console.log(`\n${rate.toFixed(0)} requests a second; ${file} opens in Chrome's DevTools and in VS Code`);
  } finally {
    await app.close();
    await client.end();
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** In a process of its own, so that the load is not in the profile. */
async function load() {
  const client = new pg.Client(process.env.DATABASE);
  await client.connect();
  const workload = (await workloadsOn(client)).find((each) => each.name === name);
  const server = { name: 'shop', base, cpu: () => 0, memory: () => 0 };
  await turn(server, workload, 1);
  await workload.prepare();
  process.send('warm');
  await once(process, 'message');
  const measured = await turn(server, workload, seconds);
  await client.end();
  process.send(measured);
  process.disconnect();
}

async function ask(port, workload, times) {
  for (let time = 0; time < times; time++) {
    const { method, path, headers, body } = workload.next();
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method, headers, body });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    await answer.text();
  }
}

/** Every statement that this process sends from now on. */
function listen() {
  const statements = [];
  const { query } = pg.Client.prototype;
  pg.Client.prototype.query = function (...args) {
    const began = performance.now();
    const text = typeof args[0] === 'string' ? args[0] : (args[0]?.text ?? '');
    // What the shop does besides is no part of the request.
    const isOwn = !/^\s*(with next as|select pg_notify)/i.test(text);
    const note = () => isOwn && statements.push({ text, took: performance.now() - began });
    const told = args.at(-1);
    if (typeof told === 'function') args[args.length - 1] = (...all) => (note(), told(...all));
    const answer = query.apply(this, args);
    answer?.then?.(note, () => undefined);
    return answer;
  };
  statements.stop = () => (pg.Client.prototype.query = query);
  return statements;
}

/** Self time by package, and the functions that take most of it. */
function table({ nodes, samples, timeDeltas }, rate) {
  const byId = new Map(nodes.map((node) => [node.id, { ...node.callFrame, self: 0 }]));
  samples.forEach((id, at) => (byId.get(id).self += timeDeltas[at]));
  const functions = new Map();
  const packages = new Map();
  for (const { functionName, url, lineNumber, self } of byId.values()) {
    const home =
      /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1] ?? (url.includes('/dist/') ? 'magazin' : url || '(engine)');
    const where = `${functionName || '(anonymous)'} ${home} ${url ? `${basename(url)}:${lineNumber + 1}` : ''}`;
    if (functionName === '(idle)') continue;
    functions.set(where, (functions.get(where) ?? 0) + self);
    packages.set(home, (packages.get(home) ?? 0) + self);
  }
  const perRequest = (microseconds) => `${(microseconds / (rate * seconds)).toFixed(1).padStart(8)} µs`;
  const top = (map, most) => [...map].sort(([, a], [, b]) => b - a).slice(0, most);
  console.log('\nProcessor time of one request by package:\n');
  for (const [home, self] of top(packages, 16)) console.log(`${perRequest(self)}  ${home}`);
  console.log('\nBy function:\n');
  for (const [where, self] of top(functions, 40)) console.log(`${perRequest(self)}  ${where}`);
}
