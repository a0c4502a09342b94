import { randomBytes, randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { PassThrough } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { assertFitForProduction } from '../src/bootstrap/production-check.js';
import { Config } from '../src/config/config.js';
import { weaknessOf } from '../src/config/weak-secret.js';
import { MetricsAccess } from '../src/operations/metrics-access.js';
import { smtpSender } from '../src/mail/smtp.js';
import { AccountSeeder } from '../src/seeders/account.seeder.js';
import { demoPassword } from '../src/seeders/demo-accounts.js';
import { demoData } from '../src/seeders/demo-data.js';
import { aProduct, aCustomer } from './factories/index.js';
import { eventually } from './support/eventually.js';
import { Shop } from './support/shop.js';
import { Smtp } from './support/smtp.js';
import { openTicket } from './support/tickets.js';

const strong = randomBytes(32).toString('hex');
const live = { NODE_ENV: 'production', JWT_SECRET: strong };
const shop = new Shop();
const stream = new PassThrough();
let logged = '';
let port: number;

beforeAll(async () => {
  stream.on('data', (text) => (logged += text));
  await shop.start(
    { ...live, BODY_TIMEOUT_SECONDS: '1', UPLOAD_TIMEOUT_SECONDS: '600' },
    [],
    pino({ level: 'info' }, stream),
  );
  await shop.app.listen(0, '127.0.0.1');
  port = Number(new URL(await shop.app.getUrl()).port);
});
afterAll(() => shop.stop());

const config = (environment: NodeJS.ProcessEnv) =>
  Config.read({ ...live, DATABASE_URL: shop.databaseUrl, ...environment });

async function check(environment: NodeJS.ProcessEnv): Promise<{ refusal: string; warnings: string[] }> {
  const lines = new PassThrough();
  let text = '';
  lines.on('data', (line) => (text += line));
  const refusal = await assertFitForProduction(shop.app, config(environment), pino(lines)).then(
    () => '',
    (error: Error) => error.message,
  );
  const warnings = text
    .trim()
    .split('\n')
    .filter(Boolean)
    .map((line) => (JSON.parse(line) as { msg: string }).msg);
  return { refusal, warnings };
}

it.each([
  ['a'.repeat(32), 'has too few different characters'],
  ['changeme-changeme-changeme-changeme', 'is a placeholder'],
  ['abcdefgh12abcdefgh12abcdefgh12abcdefgh12', 'repeats itself'],
  ['0123456789abcdefghijklmnopqrstuvwxyz', 'is a sequence'],
  ['my-super-secret-jwt-token-with-at-least-32-characters-long', 'is made of common words'],
  ['thisisaverylongsecretusedforsigning', 'is made of common words'],
  ['qwertyuiopasdfghjklzxcvbnm123456', 'is made of common words'],
  ['MySuperSecretTokenForProduction2026!', 'is made of common words'],
  ['PoiuytrewqLkjhgfdsaMnbvcxz0987654321', 'is made of common words'],
  ['dev_jwt_secret_do_not_use_in_production', 'is made of common words'],
  ['qwertzuiopasdfghjklyxcvbnm-admin-2026', 'is made of common words'],
])('weak secret: %s', (secret, weakness) => {
  expect(weaknessOf(secret)).toBe(weakness);
});

it('weak secret: none that is random', () => {
  const encodings = ['hex', 'base64', 'base64url'] as const;
  const secrets = Array.from({ length: 3_000 }, (_, turn) => randomBytes(24).toString(encodings[turn % 3]));
  expect(secrets.filter(weaknessOf)).toEqual([]);
});

it('production: refuses to start with what is for development, all reasons at once', async () => {
  const { refusal, warnings } = await check({
    JWT_SECRET: 'a'.repeat(32),
    MOCK_PAYMENTS: '1',
    STRIPE_SECRET_KEY: 'sk_live_x',
  });
  for (const reason of [
    'JWT_SECRET has too few',
    'MOCK_PAYMENTS must be 0',
    'set SELLER_NAME',
    'SMTP_URL',
    'PUBLIC_URL',
  ])
    expect(refusal).toContain(reason);
  expect(refusal).toContain('no shipping method');
  expect(warnings).toEqual([]);
  // Accepted is what is missing, never what is dangerous.
  const danger = await check({ JWT_SECRET: 'a'.repeat(32), ACCEPT_INCOMPLETE: '1' });
  expect(danger.refusal).toBe(
    'not fit for production: JWT_SECRET has too few different characters: make one with `openssl rand -hex 32`',
  );
  const accepted = await check({ MOCK_PAYMENTS: '1', ACCEPT_INCOMPLETE: '1' });
  expect(accepted.refusal).toBe('');
  expect(accepted.warnings).toHaveLength(6);
  expect(accepted.warnings[5]).toContain('set DATABASE_OWNER_URL');
  expect(accepted.warnings[0]).toContain('no money moves');
});

it('says where mails cannot be stored, in development too', async () => {
  const unwritable = { DATA_DIR: '/dev/null', SMTP_URL: '' };
  const reason = /mails cannot be stored \(.*\): set SMTP_URL, or DATA_DIR/;
  expect((await check(unwritable)).refusal).toMatch(reason);
  for (const accepted of [{ ACCEPT_INCOMPLETE: '1' }, { NODE_ENV: 'development' }])
    expect((await check({ ...unwritable, ...accepted })).warnings.join()).toMatch(reason);
  for (const elsewhere of [{ SMTP_URL: 'smtp://localhost' }, { MAILS_PER_SECOND: '0' }])
    expect((await check({ ...unwritable, ...elsewhere })).refusal).not.toMatch(reason);
});

it('production: says why no order can be paid, or that no money moves', async () => {
  const hooks = await check({ STRIPE_SECRET_KEY: 'sk_live_x' });
  expect(hooks.refusal).toContain('set STRIPE_WEBHOOK_SECRET');
  const meant = { STRIPE_SECRET_KEY: 'rk_test_x', STRIPE_WEBHOOK_SECRET: 'whsec_x', PUBLIC_URL: 'http://shop.example' };
  const accepted = await check({ ...meant, ACCEPT_INCOMPLETE: '1' });
  expect(accepted.warnings.join()).toMatch(/STRIPE_SECRET_KEY is a key for tests.*PUBLIC_URL is not https/);
  expect(accepted.warnings.join()).not.toContain('STRIPE_WEBHOOK_SECRET');
  const { token } = await aCustomer(shop, 'admin');
  const tell = async (currency: string) => {
    const { version } = (await shop.get<{ version: number }>('/api/admin/settings', { token })).body;
    const body = { version, seller_vat_currency: currency };
    expect((await shop.patch('/api/admin/settings', { token, body })).status).toBe(200);
  };
  await tell('PLN');
  expect((await check({})).refusal).toContain('no order can be paid until an exchange rate');
  const day = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
  const set = (date: string) =>
    shop.put('/api/admin/exchange-rates/PLN', { token, body: { rate: '4.2', date, source: 'NBP' } });
  expect((await set(day(40))).status).toBe(200);
  const late = await check({ ACCEPT_INCOMPLETE: '1' });
  expect(late.warnings.filter((text) => text.includes('exchange rate'))).toEqual([
    expect.stringContaining('the last is too old'),
  ]);
  await set(day(1));
  expect((await check({ ACCEPT_INCOMPLETE: '1' })).warnings.join()).not.toContain('exchange rate');
  await tell('');
});

it('production: disables the accounts of a demo shop that have its password, and ends their sessions', async () => {
  const { password, accounts } = demoData.accounts();
  expect(demoPassword).toBe(password);
  const honest = await aCustomer(shop, 'admin');
  await new AccountSeeder().run(shop.orm.em.fork(), shop.app);
  const login = () => shop.post<{ access: string }>('/api/login', { body: { username: 'admin', password } });
  const { access } = (await login()).body;
  const { warnings } = await check({ ACCEPT_INCOMPLETE: '1' });
  for (const { username } of accounts) expect(warnings[0]).toContain(username);
  expect((await login()).status).toBe(404);
  expect((await shop.get('/api/profile', { token: access })).status).toBe(403);
  expect((await shop.get('/api/profile', { token: honest.token })).status).toBe(200);
  expect((await check({ ACCEPT_INCOMPLETE: '1' })).warnings.join()).not.toContain('demo shop');
  // Customers of a demo shop, too, whose staff have other passwords or are no staff any more.
  await shop.rows('update customers set disabled_at = null where username = any (?)', ['{maxm,lena,support}']);
  await shop.rows(`update customers set role = 'customer' where username = 'support'`);
  const [warning] = (await check({ ACCEPT_INCOMPLETE: '1' })).warnings;
  for (const username of ['maxm', 'lena', 'support']) expect(warning).toContain(username);
});

it('docs: production has none of staff, and none at all where they are closed', async () => {
  expect((await shop.app.inject('/docs/shop/openapi.json')).statusCode).toBe(200);
  expect((await shop.app.inject('/docs')).statusCode).toBe(200);
  expect((await shop.app.inject('/docs/admin/openapi.json')).statusCode).toBe(404);
  expect((await shop.app.inject('/')).body).not.toContain('primaryName=admin');
});

it('metrics: are for this machine in production, or for who has the token', async () => {
  const ask = (remoteAddress: string, headers = {}) =>
    shop.app.inject({ url: '/metrics', remoteAddress, headers }).then(({ statusCode }) => statusCode);
  expect(await ask('127.0.0.1')).toBe(200);
  expect(await ask('203.0.113.9')).toBe(404);
  expect(await ask('127.0.0.1', { 'x-forwarded-for': '203.0.113.9' })).toBe(404);
  const token = 'a-token-of-the-monitoring';
  const allowed = (environment: NodeJS.ProcessEnv, authorization?: string) => () =>
    new MetricsAccess(config(environment)).assertAllowed({
      headers: authorization ? { authorization } : {},
      raw: { socket: { remoteAddress: '203.0.113.9' } },
    } as never);
  expect(allowed({ METRICS_TOKEN: token }, `Bearer ${token}`)).not.toThrow();
  expect(allowed({ METRICS_TOKEN: token }, 'Bearer another')).toThrow('token for metrics');
  expect(allowed({ METRICS_TOKEN: token })).toThrow('token for metrics');
  expect(allowed({ METRICS: 'closed', METRICS_TOKEN: token }, `Bearer ${token}`)).toThrow('nothing at this address');
  expect(allowed({ METRICS: 'open' })).not.toThrow();
});

/** What the server answers before it closes the connection, while a byte is sent every 50 ms. */
function dribble(head: string, signal: AbortSignal): Promise<string> {
  const socket = connect(port, '127.0.0.1', () => {
    socket.write(head);
    void (async () => {
      while (!signal.aborted && socket.writable) {
        socket.write('a');
        await wait(50);
      }
    })();
  });
  let answer = '';
  socket.on('data', (text) => (answer += text));
  socket.on('error', () => undefined);
  return new Promise((resolve) => socket.once('close', () => resolve(answer)));
}

/** What the server answers before it closes the connection. */
const send = (request: string) =>
  new Promise<string>((resolve) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(request));
    socket.on('data', (text) => (answer += text));
    socket.on('error', () => undefined);
    socket.once('close', () => resolve(answer));
  });

it('links: an address that a request names as a whole leads to the shop itself', async () => {
  const ask = (target: string) => send(`GET ${target} HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n`);
  await Promise.all([aProduct(shop), aProduct(shop)]);
  const answer = await ask('http://evil.test/api/products?page_size=1');
  expect(answer).toMatch(/^HTTP\/1.1 200/);
  expect(answer).toContain('/api/products?page_size=1&page=2');
  expect(answer).not.toContain('evil');
  expect(await ask('http://evil.test')).toMatch(/^HTTP\/1.1 200/);
});

it('slow requests: a body or headers sent byte by byte end within their time, and an upload that pauses', async () => {
  const { signal } = new AbortController();
  const head = (path: string, type: string) =>
    `POST ${path} HTTP/1.1\r\nHost: shop\r\nContent-Type: ${type}\r\nContent-Length: 100000\r\n\r\n`;
  const [body, unknown, headers] = await Promise.all([
    dribble(head('/api/login', 'application/json'), signal),
    dribble(head('/api/none', 'application/json'), signal),
    dribble('GET /api/products HTTP/1.1\r\nHost: shop\r\nX-Slow: ', signal),
  ]);
  for (const answer of [body, unknown, headers]) expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  const { token } = await aCustomer(shop);
  const { ticket_uuid: ticket } = await openTicket(shop, { token });
  const path = `/api/support/tickets/${ticket}/messages/${randomUUID()}/attachments`;
  const upload = head(path, `multipart/form-data; boundary=x\r\nAuthorization: Bearer ${token}`);
  expect(await send(upload)).toMatch(/^HTTP\/1\.1 408 /);
  // A link that leads to no ticket is refused before its file has come.
  const forged = upload
    .replace(/tickets\/[\w-]+/, `t/${'a'.repeat(64)}`)
    .replace('Content-Length', 'Connection: close\r\nContent-Length');
  expect(await send(forged)).toMatch(/^HTTP\/1\.1 404 /);
});

it('links: begin with no host that the client made up', async () => {
  await aProduct(shop);
  await aProduct(shop);
  const headers = { host: 'evil.example' };
  const { body } = await shop.get<{ next: string }>('/api/products?page_size=1', { headers });
  expect(body.next).toMatch(/^\/api\/products\?/);
});

it('smtp: sends nothing to a server of another machine that offers no STARTTLS', async () => {
  const smtp = await new Smtp().start();
  const mail = { from: 'shop@magazin.test', to: 'max@magazin.test', subject: 'Hello', text: 'Hello' };
  // Another name of this machine, which is not known to be it.
  const url = smtp.url.replace('127.0.0.1', '0.0.0.0');
  await expect(smtpSender(url, 'required')(mail)).rejects.toThrow(/STARTTLS|TLS/i);
  expect(smtp.received).toEqual([]);
  await smtpSender(url, 'optional')(mail);
  await smtpSender(smtp.url, 'required')(mail);
  expect(smtp.received).toHaveLength(2);
  await smtp.stop();
});

it('log: names the path of an unknown address, without query and secrets', async () => {
  logged = '';
  await shop.get('/robots.txt?token=abc');
  await shop.post('/api/track/eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9eyJhbGciOiJIUzI1NiIsInR5c');
  await shop.get('/no/such/eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9');
  await eventually(
    () => logged,
    (text) => text.split('"answered"').length > 3,
  );
  expect(logged).toContain('"path":"/robots.txt"');
  expect(logged).toContain('"path":"/api/track/:token"');
  expect(logged).toContain('"path":"/no/such/…"');
  expect(logged).not.toMatch(/eyJ|abc/);
});

it('log: tells an audited action once it is committed', async () => {
  const admin = await aCustomer(shop, 'admin');
  logged = '';
  const coupon = { code: 'ONCE', percent: 10 };
  await shop.post('/api/admin/coupons', { token: admin.token, body: coupon });
  await shop.post('/api/admin/coupons', { token: admin.token, body: coupon });
  await eventually(
    () => logged,
    (text) => text.split('"answered"').length > 2,
  );
  expect(logged.split('coupon.create')).toHaveLength(2);
});
