import { randomBytes } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, stat, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { eventually } from './support/eventually.js';
import { waitingFor } from './support/locks.js';
import { isPostgresRunning, killPostgres, killServers, query, Server } from './support/server.js';
import { freshDatabase } from './support/shop.js';
import { selfSignedServer } from './support/tls-server.js';

let folder: string;

const post = (url: string, body: object) =>
  fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

const start = (environment: Record<string, string> = {}) => new Server({ DATA_DIR: folder, ...environment });

async function refused(environment: Record<string, string>): Promise<string> {
  const server = start(environment);
  expect(await server.ended).toBe(1);
  expect(server.output).not.toContain('ERROR');
  return server.lastLine;
}

const demo = { username: 'maxm', password: 'magazin-demo' };
const newFolder = () => mkdtemp(join(tmpdir(), 'magazin start '));

describe('start: the demo shop', () => {
  let base: string;
  let server: Server;

  beforeAll(async () => {
    folder = await newFolder();
    server = start({ DEMO: '1' });
    base = await server.ready();
  });
  afterAll(() => killServers(folder));

  it('prints its URLs and accounts', async () => {
    expect(server.output).toContain(folder);
    for (const [path] of server.output.matchAll(/(?<=http:\/\/localhost:\d+)\/(docs|health\/ready)$/gm))
      expect((await fetch(base + path)).status).toBe(200);
    const [, accounts = ''] = /Accounts +(.*)/.exec(server.output) ?? [];
    const [, password] = /Password +(.*)/.exec(server.output) ?? [];
    const usernames = [...accounts.matchAll(/(\w+) \(/g)].map(([, username]) => username);
    expect(usernames).toEqual(['admin', 'manager', 'support', 'maxm']);
    for (const username of usernames)
      expect((await post(`${base}/api/login`, { username, password })).status).toBe(200);
  });

  it.runIf(process.platform === 'linux')(
    'rests at 260 MiB or less, even after it has loaded the demo shop',
    async () => {
      const memory = async () => {
        const metrics = await (await fetch(`${base}/metrics`)).text();
        const [, bytes] = /^process_resident_memory_bytes (\d+)$/m.exec(metrics) ?? [];
        return Number(bytes) / 2 ** 20;
      };
      await expect.poll(memory).toBeLessThan(260);
    },
  );

  it('renders an invoice, whose packages are loaded only then', async () => {
    const { access } = (await (await post(`${base}/api/login`, demo)).json()) as { access: string };
    const get = (path: string) => fetch(base + path, { headers: { authorization: `Bearer ${access}` } });
    const { results } = (await (await get('/api/orders')).json()) as { results: { order_uuid: string }[] };
    const answers = await Promise.all(results.map(({ order_uuid }) => get(`/api/orders/${order_uuid}/invoice.pdf`)));
    const invoice = answers.find(({ status }) => status === 200);
    expect(await invoice?.text()).toMatch(/^%PDF-/);
  });

  it('serves as a role that cannot change the books', async () => {
    const serving = await query<{ usename: string; usesuper: boolean }>(
      folder,
      `select distinct usename, usesuper from pg_stat_activity join pg_user using (usename)
       where datname = 'magazin' and pid <> pg_backend_pid()`,
    );
    expect(serving).toEqual([{ usename: 'magazin_app', usesuper: false }]);
    const writes = await query<{ table: string }>(
      folder,
      `select relname as table from pg_class, unnest('{update,delete,truncate}'::text[]) privilege
       where relname = any ('{audit_entries,audit_actors,audit_details,payment_ledger,stock_movements,invoices,invoice_files,migrations}')
         and relkind = 'r' and has_table_privilege('magazin_app', oid, privilege)`,
    );
    expect(writes).toEqual([]);
  });

  it('hashes passwords at the cost that OWASP recommends', async () => {
    const me = { username: 'padme', email: 'padme@naboo.test', password: 'onlybrightside' };
    expect((await post(`${base}/api/register`, me)).status).toBe(201);
    const hashes = await query<{ password_hash: string }>(
      folder,
      `select password_hash from customers where username in ('padme', 'maxm')`,
    );
    for (const { password_hash } of hashes) expect(password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(hashes).toHaveLength(2);
  });

  it('stops its database at Ctrl-C, and starts again with all data, without a compiler', async () => {
    const builtAt = (await stat('dist/built')).mtimeMs;
    const me = { username: 'anakin', email: 'anakin@deathstar.test', password: 'onlydarkside' };
    await post(`${base}/api/register`, me);
    expect(await server.interrupt()).toBe(0);
    expect(isPostgresRunning(folder)).toBe(false);
    server = start({ DEMO: '1' });
    base = await server.ready();
    expect((await post(`${base}/api/login`, me)).status).toBe(200);
    expect(server.output).not.toMatch(/the demo shop is set up|Building/);
    expect((await stat('dist/built')).mtimeMs).toBe(builtAt);
  });

  it('refuses a data folder that is in use', async () => {
    expect(await refused({})).toMatch(`FATAL: ${folder} is in use by another Magazin, process`);
    expect((await fetch(`${base}/health/ready`)).status).toBe(200);
  });

  it('starts its database again when that is killed', async () => {
    killPostgres(folder);
    const search = () => fetch(`${base}/api/products?search=lamp`).then(({ status }) => status);
    await eventually(
      () => server.output,
      (output) => output.includes('PostgreSQL is ready again'),
    );
    await eventually(search, (status) => status === 200);
  });

  it('recovers from kill -9 of the server and of the database', async () => {
    await server.kill();
    server = start();
    await server.ready();
    expect(server.output).toContain('taken over from a shop that was killed');
    await killServers();
    expect(await query(folder, `select username from customers where username = 'anakin'`)).toHaveLength(1);
  });
});

describe('start', () => {
  beforeEach(async () => {
    folder = await newFolder();
  });
  afterEach(() => killServers(folder));

  it('stops its database when it is interrupted', async () => {
    const server = start();
    await eventually(
      () => isPostgresRunning(folder),
      (runs) => runs,
    );
    expect(await server.interrupt()).toBe(0);
    expect(isPostgresRunning(folder)).toBe(false);
    expect(server.output).not.toMatch(/FATAL|ERROR/);
  });

  it.each(['dist/main.js', 'dist/cli.js', 'scripts/build.js'])('of %s refuses a Node that is too old', (program) => {
    const older = `data:text/javascript,Object.defineProperty(process.versions,'node',{value:'22.16.0'})`;
    const { status, stderr } = spawnSync(process.execPath, ['--import', older, program], { encoding: 'utf8' });
    expect([status, stderr]).toEqual([
      1,
      expect.stringMatching(/^Node 22.16.0 is too old: .* use Node 22.17 or newer\n$/),
    ]);
  });

  it('reports every wrong variable at once', async () => {
    expect(await refused({ PORT: '99999', DATABASE_URL: 'mysql://x', CURRENCY: 'BTC' })).toBe(
      'FATAL: wrong configuration: PORT must be a whole number from 0 to 65535; DATABASE_URL must be a postgres:// URL; ' +
        'CURRENCY must be an ISO 4217 code like EUR',
    );
  });

  it('requires a database and a secret in production', async () => {
    expect(JSON.parse(await refused({ NODE_ENV: 'production' }))).toMatchObject({
      level: 60,
      msg: 'wrong configuration: DATABASE_URL is mandatory in production; JWT_SECRET is mandatory in production',
    });
  });

  it('reports a port that is in use, and stops its database', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    expect(await refused({ PORT: String(port) })).toBe(
      `FATAL: port ${port} of 127.0.0.1 is in use: stop what listens there, or set PORT to another`,
    );
    expect(isPostgresRunning(folder)).toBe(false);
    other.close();
  });

  it('reports a host that is not on this machine, and a data folder that cannot be created', async () => {
    expect(await refused({ HOST: '203.0.113.1', DATABASE_URL: await freshDatabase() })).toMatch(
      'FATAL: port 0 of 203.0.113.1 is not on this machine',
    );
    await writeFile(join(folder, 'file'), '');
    expect(await refused({ DATA_DIR: join(folder, 'file') })).toMatch('FATAL: the embedded database in');
  });

  it('reports why a database cannot be used, without its password', async () => {
    const wrong = new URL(inject('server'));
    wrong.password = 'wrong-secret';
    // Both are asked for some ten seconds.
    const { port, close } = await selfSignedServer();
    const urls = [
      wrong.href,
      'postgres://me:wrong-secret@127.0.0.1:1/none',
      `postgres://me@127.0.0.1:${port}/tls?sslmode=require`,
    ];
    expect(await Promise.all(urls.map((url) => refused({ DATABASE_URL: url })))).toEqual([
      `FATAL: the database postgres://magazin@${wrong.host}/magazin cannot be used: password authentication failed for user "magazin"`,
      'FATAL: the database postgres://me@127.0.0.1:1/none cannot be used: connect ECONNREFUSED 127.0.0.1:1',
      `FATAL: the database postgres://me@127.0.0.1:${port}/tls cannot be used: self-signed certificate: name the file with its authority in the URL, ?sslmode=verify-full&sslrootcert=…`,
    ]);
    close();
  });

  it('reports why the migrations fail', async () => {
    const url = await freshDatabase();
    await inDatabase(url, (client) => client.query('drop table migrations'));
    expect(await refused({ DATABASE_URL: url })).toMatch(
      /^FATAL: the migrations failed: .*relation "audit_entries" already exists$/,
    );
  });
});

/** Started without a seller, a shipping method and a mail server, which is said. */
const production = { NODE_ENV: 'production', JWT_SECRET: randomBytes(32).toString('hex'), ACCEPT_INCOMPLETE: '1' };
const gaps = /^(no order can|no invoice can|no mail is|mails have no|the shop serves as the owner)/;

it('start: finishes running requests at SIGTERM, and logs JSON in production', async () => {
  const url = await freshDatabase();
  const server = new Server({ ...production, DATABASE_URL: url });
  const base = await server.ready();
  const unused = connect(Number(new URL(base).port), '127.0.0.1');
  await inDatabase(url, async (client) => {
    await client.query('begin; lock table products');
    const answer = fetch(`${base}/api/products`);
    await expect.poll(() => inDatabase(url, waiting)).toBe(1);
    const ended = server.terminate();
    await expect.poll(() => fetch(`${base}/health/live`).catch(() => 'no')).toBe('no');
    await client.query('commit');
    expect((await answer).status).toBe(200);
    expect(await ended).toBe(0);
  });
  unused.destroy();
  // A warning would say that the unused connection was waited for until the end of the grace period.
  const lines = server.output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { level: number; msg: string });
  expect(lines.filter(({ msg }) => gaps.test(msg)).map(({ level }) => level)).toEqual([40, 40, 40, 40, 40]);
  for (const line of lines.filter(({ msg }) => !gaps.test(msg))) expect(line).toMatchObject({ level: 30 });
});

it('start: loads the packages for PDF, pictures, mail and CSV only when they are first used', async () => {
  folder = await newFolder();
  const list = join(folder, 'loaded.json');
  const listen = `
    import { writeFileSync } from 'node:fs';
    import { registerHooks } from 'node:module';
    const loaded = [];
    registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) });
    process.on('exit', () => writeFileSync(${JSON.stringify(list)}, JSON.stringify(loaded)));`;
  const server = new Server({
    ...production,
    NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(listen)}`,
    DATABASE_URL: await freshDatabase(),
  });
  await server.ready();
  expect(await server.terminate()).toBe(0);
  const loaded: string[] = JSON.parse(await readFile(list, 'utf8'));
  await killServers(folder);
  const packages = new Set(loaded.flatMap((url) => /(?<=node_modules\/)(@[^/]+\/)?[^/]+/.exec(url)?.[0] ?? []));
  expect(packages).toContain('@nestjs/core');
  expect([...packages].filter((name) => heavy.test(name))).toEqual([]);
});

const heavy = /^(@cantoo\/.*|@img\/.*|@zxcvbn-ts\/.*|csv-.*|fontkit|nodemailer|pdfkit|pino-pretty|sharp|stripe)$/;

const waiting = async (client: Client) => {
  const { rowCount } = await client.query(waitingFor('products'));
  return rowCount;
};

async function inDatabase<Result>(
  connectionString: string,
  work: (client: Client) => Promise<Result>,
): Promise<Result> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
