import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { type IncomingHttpHeaders, request } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from './support/eventually.js';
import { Gate } from './support/gate.js';
import { killServers, Server } from './support/server.js';
import { freshDatabase } from './support/shop.js';

const isThere = (...command: string[]) =>
  spawnSync(command[0] ?? '', command.slice(1), { stdio: 'ignore' }).status === 0;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}

interface Sent {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
  from?: string;
}

/** @param from the address of the client: on Linux, all of 127.0.0.0/8 is this machine */
async function send(url: string, { method = 'GET', headers = {}, body, from }: Sent = {}) {
  const sent = request(url, { method, headers, localAddress: from, agent: false });
  sent.end(body);
  const [response] = await once(sent, 'response');
  const answer = await text(response);
  return { status: response.statusCode as number, headers: response.headers as IncomingHttpHeaders, body: answer };
}

const json = (body: object): Sent => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

/** The examples of docs/deployment/, without TLS and on free ports: `root` for shop.example, `below` for example.com/shop. */
interface Ports {
  shop: number;
  root: number;
  below: number;
}

function startNginx(folder: string, { shop, root, below }: Ports): ChildProcess {
  let port = root;
  const servers = readFileSync('docs/deployment/nginx.conf', 'utf8')
    .replaceAll(/^ *ssl_certificate.*\n/gm, '')
    .replaceAll('listen 443 ssl http2;', () => {
      const line = `listen 127.0.0.1:${port};`;
      port = below;
      return line;
    })
    .replace('127.0.0.1:3000', `127.0.0.1:${shop}`);
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${folder}/${name};`,
  );
  // Its workers would become another user, who may not write into the folder of this run.
  const user = process.getuid?.() === 0 ? 'user root;\n' : '';
  const whole = `${user}pid ${folder}/pid;\nerror_log ${folder}/error.log;\nevents {}\nhttp {\naccess_log off;\n${temporary.join('\n')}\n${servers}}`;
  writeFileSync(join(folder, 'nginx.conf'), whole);
  return spawn('nginx', ['-c', join(folder, 'nginx.conf'), '-e', join(folder, 'error.log'), '-g', 'daemon off;']);
}

function startCaddy(folder: string, { shop, root, below }: Ports): ChildProcess {
  const sites = readFileSync('docs/deployment/Caddyfile', 'utf8')
    .replace('\nshop.example {', `\nhttp://:${root} {`)
    .replace('\nexample.com {', `\nhttp://:${below} {`)
    .replaceAll('127.0.0.1:3000', `127.0.0.1:${shop}`);
  writeFileSync(join(folder, 'Caddyfile'), `{\n\tadmin off\n\tauto_https off\n}\n${sites}`);
  const env = { ...process.env, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder };
  return spawn('caddy', ['run', '--config', join(folder, 'Caddyfile'), '--adapter', 'caddyfile'], { env });
}

const proxies = { nginx: startNginx, caddy: startCaddy };
const there = (Object.keys(proxies) as (keyof typeof proxies)[]).filter((name) =>
  isThere(name, name === 'nginx' ? '-v' : 'version'),
);
const absent = Object.keys(proxies).filter((name) => !there.some((each) => each === name));

describe.skipIf(there.length === 0)(
  `behind a proxy${absent.length > 0 ? ` (${absent.join(', ')} not installed)` : ''}`,
  () => {
    let folder: string;
    let gate: Gate;
    let token: string;
    const ports: Record<string, Ports> = {};
    const started: ChildProcess[] = [];
    const publicUrl = 'https://example.com/shop';

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'magazin-proxy-'));
      const database = new URL(await freshDatabase());
      gate = new Gate(Number(database.port));
      await gate.open();
      const direct = database.href;
      database.port = String(gate.port);
      const server = new Server({
        DATABASE_URL: database.href,
        DATABASE_CONNECT_TIMEOUT_MS: '3000',
        JWT_SECRET: 'a secret of the tests, at least 32 characters',
        DATA_DIR: folder,
        PUBLIC_URL: publicUrl,
        TRUST_PROXY: '127.0.0.1/32',
        PORT: String(await freePort()),
      });
      const base = await server.ready();
      const account = { username: 'ada', email: 'ada@example.com', password: 'analytical engine' };
      await send(`${base}/api/register`, json(account));
      const client = new Client({ connectionString: direct });
      await client.connect();
      await client.query(`update customers set role = 'admin'`);
      await client.end();
      token = (JSON.parse((await send(`${base}/api/login`, json(account))).body) as { access: string }).access;
      for (const name of there) {
        const own = { shop: Number(new URL(base).port), root: await freePort(), below: await freePort() };
        ports[name] = own;
        mkdirSync(join(folder, name));
        started.push(proxies[name](join(folder, name), own));
        await eventually(
          () =>
            send(`http://127.0.0.1:${own.below}/shop/health/ready`).then(
              ({ status }) => status,
              () => 0,
            ),
          (status) => status === 200,
        );
      }
    });

    afterAll(async () => {
      for (const child of started) {
        child.kill('SIGTERM');
        if (child.exitCode === null && child.signalCode === null) await once(child, 'close');
      }
      await killServers();
      gate.close();
      await rm(folder, { recursive: true, force: true });
    });

    const rootOf = (name: string) => `http://127.0.0.1:${ports[name]?.root}`;
    const belowOf = (name: string) => `http://127.0.0.1:${ports[name]?.below}`;
    const asAdmin = () => ({ authorization: `Bearer ${token}` });

    it.each(there)('%s: passes the client on, whatever that claims', async (name) => {
      const claims = { 'x-forwarded-for': '6.6.6.6', 'x-forwarded-host': 'evil.example', forwarded: 'for=6.6.6.6' };
      const created = await send(`${rootOf(name)}/api/admin/brands`, {
        method: 'POST',
        headers: { ...asAdmin(), ...claims, 'content-type': 'application/json' },
        body: JSON.stringify({ name: `brand of ${name}` }),
        from: '127.0.0.42',
      });
      expect(created.status, created.body).toBe(201);
      expect(created.headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-request-id': expect.any(String),
      });
      const list = await send(`${rootOf(name)}/api/admin/audit?page_size=1`, { headers: asAdmin() });
      expect(JSON.parse(list.body).results[0]).toMatchObject({ address: '127.0.0.42' });
      expect((await send(`${rootOf(name)}/metrics`)).status).toBe(404);
    });

    it.each(there)('%s: takes an import of 20 MiB', async (name) => {
      const body = `slug,name,price\n${`lamp,Lamp,${'9'.repeat(1000)}\n`.repeat(20 * 1024)}`;
      const headers = { ...asAdmin(), 'content-type': 'text/csv', 'content-length': String(body.length) };
      const answer = await send(`${rootOf(name)}/api/admin/products/import`, { method: 'POST', headers, body });
      expect(JSON.parse(answer.body)).toMatchObject({ code: 1017 });
    });

    it.each(there)('%s: serves the shop below a path, which begins every link', async (name) => {
      const below = belowOf(name);
      const brands = await send(`${below}/shop/api/brands?page_size=1`);
      const { next, count } = JSON.parse(brands.body) as { next: string | null; count: number };
      if (count > 1) expect(next).toBe(`${publicUrl}/api/brands?page_size=1&page=2`);
      const dashboard = (await send(`${below}/shop/admin/orders`)).body;
      const [, script = ''] = /<script type="module"[^>]* src="([^"]+)"/.exec(dashboard) ?? [];
      expect(script).toMatch(/^\/shop\/admin\/assets\//);
      expect((await send(below + script)).headers['content-type']).toMatch(/javascript/);
      expect(dashboard).toContain('<meta name="shop-path" content="/shop" />');
      const documents = await send(`${below}/shop/docs/shop/openapi.json`);
      expect(JSON.parse(documents.body)).toMatchObject({ servers: [{ url: '/shop' }] });
      expect((await send(`${below}/shop/docs/start.js`)).body).toContain('/shop/docs/admin/openapi.json');
      expect((await send(`${below}/shop/`)).body).toContain('href="/shop/admin"');
      const login = await send(`${below}/shop/api/admin/session`, {
        ...json({ username: 'ada', password: 'analytical engine' }),
        headers: { 'content-type': 'application/json', 'x-magazin-dashboard': '1', origin: 'https://example.com' },
      });
      expect([login.status, String(login.headers['set-cookie'])]).toEqual([
        200,
        expect.stringContaining('Path=/shop/api/admin/session; HttpOnly; Secure'),
      ]);
    });

    it('serves it too where the proxy leaves the path in place', async () => {
      const shop = `http://127.0.0.1:${Object.values(ports)[0]?.shop}`;
      expect((await send(`${shop}/shop/health/ready`)).status).toBe(200);
      expect((await send(`${shop}/shop?x=1`)).body).toContain('href="/shop/admin"');
      expect((await send(`${shop}/shopping`)).status).toBe(404);
    });

    it.each(there)('%s: passes on what the shop says without its database', async (name) => {
      gate.close();
      const answer = await send(`${rootOf(name)}/api/products?search=${name}`);
      expect([answer.status, answer.headers['retry-after'], JSON.parse(answer.body).code]).toEqual([
        503,
        expect.stringMatching(/^\d+$/),
        expect.any(Number),
      ]);
      expect((await send(`${rootOf(name)}/health/ready`)).status).toBe(503);
      await gate.open();
      await eventually(
        async () => (await send(`${rootOf(name)}/health/ready`)).status,
        (status) => status === 200,
      );
    });
  },
);

const hasSystemd = isThere('systemd-analyze', '--version');

it.skipIf(!hasSystemd)(
  `docs/deployment/magazin.service is a unit${hasSystemd ? '' : ' (systemd not installed)'}`,
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'magazin-unit-'));
    const unit = readFileSync('docs/deployment/magazin.service', 'utf8').replace('/usr/bin/node', process.execPath);
    writeFileSync(join(folder, 'magazin.service'), unit);
    const { status, stderr } = spawnSync('systemd-analyze', ['verify', join(folder, 'magazin.service')], {
      encoding: 'utf8',
    });
    await rm(folder, { recursive: true });
    expect([status, stderr]).toEqual([0, '']);
  },
);

it('start: refuses a path that begins like addresses of the shop', async () => {
  const server = new Server({
    DATABASE_URL: await freshDatabase(),
    JWT_SECRET: 'a secret of the tests, at least 32 characters',
    PUBLIC_URL: 'https://example.com/api',
  });
  expect(await server.ended).toBe(1);
  expect(server.lastLine).toBe(
    'FATAL: PUBLIC_URL ends with /api, and so begin addresses of the shop itself: use another path, like /shop',
  );
});
