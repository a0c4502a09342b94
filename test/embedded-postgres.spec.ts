import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { chown, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { StartError } from '../src/config/start-error.js';
import { startEmbeddedPostgres } from '../src/embedded-postgres/embedded-postgres.js';
import { eventually } from './support/eventually.js';

const settings = { fsync: 'off' };
const start = () => startEmbeddedPostgres(folder, settings);
const pidFile = () => join(folder, 'postgres', 'postmaster.pid');
const serverPid = () => Number(readFileSync(pidFile(), 'utf8').split('\n')[0]);

let folder: string;
let children: ChildProcess[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'magazin postgres '));
  children = [];
});

afterEach(async () => {
  for (const child of children) await end(child, 'SIGKILL');
  if (existsSync(pidFile())) await (await start()).stop();
  await rm(folder, { recursive: true });
});

it('embedded PostgreSQL: starts in an empty folder, reachable from this machine and with its password only', async () => {
  const database = await start();
  expect(database.recovered).toBe(false);
  const [row] = await query(
    database.url,
    `select current_setting('listen_addresses') as addresses, current_setting('unix_socket_directories') as sockets,
            current_setting('server_encoding') as encoding, datlocale as locale, lower('ÄÖ') as lower
       from pg_database where datname = current_database()`,
  );
  expect(row).toEqual({ addresses: '127.0.0.1', sockets: '', encoding: 'UTF8', locale: 'C.UTF-8', lower: 'äö' });
  await expect(query(database.url.replace(/:\w+@/, ':guess@'), 'select 1')).rejects.toThrow('password');
  expect(statSync(join(folder, 'postgres.password')).mode & 0o777).toBe(0o600);
  await Promise.all([database.stop(), database.stop()]);
  expect(await readdir(folder)).toEqual(['postgres', 'postgres.log', 'postgres.password']);
});

it('embedded PostgreSQL: keeps its data over a restart', async () => {
  const first = await start();
  await query(first.url, 'create table saved as select 42 as answer');
  await first.stop();
  const second = await start();
  expect(second.recovered).toBe(false);
  expect(await query(second.url, 'select answer from saved')).toEqual([{ answer: 42 }]);
  await second.stop();
});

it('embedded PostgreSQL: is used by one process only', async () => {
  const database = await start();
  const { refused } = await outputOf(other());
  expect(refused).toBe(
    `${folder} is in use by another Magazin, process ${process.pid}: stop it, or set DATA_DIR to another folder`,
  );
  expect(await query(database.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  await database.stop();
});

it('embedded PostgreSQL: is given to one of two processes that start at once', async () => {
  const both = [other(), other()];
  const answers = await Promise.all(both.map(outputOf));
  const winner = answers.findIndex(({ url }) => url);
  expect(answers[winner].recovered).toBe(false);
  expect(answers[1 - winner].refused).toContain(`Magazin, process ${both[winner].pid}:`);
  expect((await readdir(folder)).filter((name) => name.includes('new'))).toEqual([]);
});

it('embedded PostgreSQL: takes over the database of a killed process', async () => {
  const killed = other();
  const { url = '' } = await outputOf(killed);
  await query(url, 'create table saved as select 42 as answer');
  await end(killed, 'SIGKILL');
  const database = await start();
  expect(database).toMatchObject({ url, recovered: true });
  expect(await query(database.url, 'select answer from saved')).toEqual([{ answer: 42 }]);
  await database.stop();
});

it('embedded PostgreSQL: is started again by its owner when it is killed, and stopped with it', async () => {
  const told: string[] = [];
  const database = await startEmbeddedPostgres(folder, settings, (what) => told.push(what));
  await query(database.url, 'create table saved as select 42 as answer');
  process.kill(serverPid(), 'SIGKILL');
  const answer = () => query(database.url, 'select answer from saved').catch(() => []);
  expect(await eventually(answer, ({ length }) => length > 0)).toEqual([{ answer: 42 }]);
  await eventually(
    () => told,
    (texts) => texts.includes('PostgreSQL is ready again'),
  );
  expect(told[0]).toBe('PostgreSQL is gone: it is started again');
  const { refused } = await outputOf(other());
  expect(refused).toContain(`is in use by another Magazin, process ${process.pid}:`);
  await database.stop();
  await expect(query(database.url, 'select 1')).rejects.toThrow('ECONNREFUSED');
});

it('embedded PostgreSQL: stops in the moment that it is killed', async () => {
  const database = await start();
  process.kill(serverPid(), 'SIGKILL');
  await database.stop();
  await expect(query(database.url, 'select 1')).rejects.toThrow('ECONNREFUSED');
});

it('embedded PostgreSQL: stops while it is being started again', async () => {
  const told: string[] = [];
  const database = await startEmbeddedPostgres(folder, settings, (what) => told.push(what));
  process.kill(serverPid(), 'SIGKILL');
  await eventually(
    () => told,
    ({ length }) => length > 0,
  );
  await database.stop();
  await expect(query(database.url, 'select 1')).rejects.toThrow('ECONNREFUSED');
});

it.runIf(process.platform === 'linux')(
  'embedded PostgreSQL: ignores a stale PID file that names another live process',
  async () => {
    const first = await start();
    const stale = readFileSync(pidFile(), 'utf8');
    const { uid, gid } = await stat(join(folder, 'postgres'));
    await first.stop();
    const foreign = spawn('sleep', ['60'], { uid, gid });
    children.push(foreign);
    await writeFile(pidFile(), stale.replace(/^\d+/, String(foreign.pid)), { mode: 0o600 });
    await chown(pidFile(), uid, gid);
    const database = await start();
    expect(await query(database.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(foreign.exitCode ?? foreign.signalCode).toBeNull();
    await database.stop();
  },
);

it.skipIf(process.platform === 'win32')(
  'embedded PostgreSQL: keeps running after Ctrl-C until it is stopped',
  async () => {
    const shop = other();
    const { url = '' } = await outputOf(shop);
    const heard = once(shop.stdout!, 'data');
    process.kill(-shop.pid!, 'SIGINT');
    expect(String(await heard)).toBe('SIGINT\n');
    // PostgreSQL heeds a signal before it accepts another connection.
    expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }]);
    await end(shop, 'SIGTERM');
    expect(existsSync(pidFile())).toBe(false);
    await expect(query(url, 'select 1')).rejects.toThrow('ECONNREFUSED');
  },
);

it('embedded PostgreSQL: reports in one line why it cannot start', async () => {
  await writeFile(join(folder, 'file'), '');
  const failure = startEmbeddedPostgres(join(folder, 'file', 'data'), settings);
  await expect(failure).rejects.toThrow(StartError);
  await expect(failure).rejects.toThrow(/^the embedded database in .* does not start: ENOTDIR: .*$/);
  await expect(startEmbeddedPostgres(folder, { no_such_setting: 'x' })).rejects.toThrow(
    /does not start: FATAL: unrecognized configuration parameter "no_such_setting"$/,
  );
});

/** Another process on the same folder, the leader of its process group, as a command in a terminal. */
function other(): ChildProcess {
  const hook = `import { registerHooks } from 'node:module';
    const typed = (path) => path.startsWith('.') ? path.replace(/\\.js$/, '.ts') : path;
    registerHooks({ resolve: (path, context, next) =>
      next(context.parentURL?.includes('/src/') ? typed(path) : path, context) });`;
  const shop = `process.on('SIGINT', () => console.log('SIGINT'));
    const { startEmbeddedPostgres } = await import(${JSON.stringify(new URL('../src/embedded-postgres/embedded-postgres.ts', import.meta.url))});
    try {
      const database = await startEmbeddedPostgres(process.argv[1], ${JSON.stringify(settings)});
      process.on('SIGTERM', () => database.stop());
      console.log(JSON.stringify(database));
    } catch (error) {
      console.log(JSON.stringify({ refused: error.message }));
    }`;
  const args = ['--import', `data:text/javascript,${encodeURIComponent(hook)}`, '--input-type=module', '-e', shop];
  const child = spawn(process.execPath, [...args, folder], { detached: true, stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  return child;
}

async function outputOf(child: ChildProcess): Promise<{ url?: string; recovered?: boolean; refused?: string }> {
  const [line] = await once(child.stdout!, 'data');
  return JSON.parse(String(line));
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
}

async function query(connectionString: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString });
  // The server may be killed while this connection ends.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}
