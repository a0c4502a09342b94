import { PassThrough } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { Client } from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { aCustomer, aProduct, type SignedIn } from './factories/index.js';
import { eventually } from './support/eventually.js';
import { Gate } from './support/gate.js';
import { freshDatabase, Shop } from './support/shop.js';

/** As the shop runs outside of tests. */
const defaults = {
  DATABASE_CONNECT_TIMEOUT_MS: '1500',
  DATABASE_STATEMENT_TIMEOUT_MS: '5000',
  DATABASE_REQUEST_TIMEOUT_MS: '2500',
};

interface Answered {
  status: number;
  code: unknown;
  retryAfter: string | null;
  ms: number;
}

const shop = new Shop();
const log = new PassThrough();
let gate: Gate;
let direct: Client;
let base: string;
let customer: SignedIn;
let product: string;
let logged = '';

beforeAll(async () => {
  const url = new URL(await freshDatabase());
  direct = new Client({ connectionString: url.href });
  await direct.connect();
  gate = new Gate(Number(url.port));
  await gate.open();
  url.port = String(gate.port);
  log.on('data', (text) => (logged += text));
  await shop.start({ DATABASE_URL: url.href, DATABASE_POOL: '5', RATE_LIMIT: '100000', ...defaults }, [], pino(log));
  // By a socket, as a body that arrives in parts.
  await shop.app.listen(0, '127.0.0.1');
  base = await shop.app.getUrl();
  customer = await aCustomer(shop);
  product = (await aProduct(shop, { stock: 1_000 })).uuid;
});
afterAll(async () => {
  await shop.stop();
  await direct.end();
  gate.close();
});

async function ask(method: string, path: string, body?: object, headers: Record<string, string> = {}) {
  const start = performance.now();
  const response = await fetch(base + path, {
    method,
    headers: {
      authorization: `Bearer ${customer.token}`,
      ...(body && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  const { code } = (await response.json().catch(() => ({}))) as { code?: unknown };
  const ms = performance.now() - start;
  return { status: response.status, code, retryAfter: response.headers.get('retry-after'), ms } satisfies Answered;
}

let page = 0;
const requests = (): Promise<Answered>[] => [
  ask('GET', `/api/products?page=${++page}`),
  ask('GET', '/api/orders'),
  ask('POST', '/api/bucket', { product, quantity: 1 }),
  ask('POST', '/api/login', { username: customer.username, password: customer.password }),
  ask('POST', '/api/orders', { payment: 'cash' }, { 'idempotency-key': `outage ${++page}` }),
];

/** Each is answered 503 in time, however many come. */
async function expectUnavailable(): Promise<void> {
  const answers = await Promise.all(Array.from({ length: 8 }, requests).flat());
  for (const { status, code, retryAfter } of answers) expect([status, code, retryAfter]).toEqual([503, 5003, '1']);
  expect(Math.max(...answers.map(({ ms }) => ms))).toBeLessThan(3_000);
}

async function expectNotReady(): Promise<void> {
  const { status, code, ms } = await ask('GET', '/health/ready');
  expect([status, code]).toEqual([503, 5003]);
  expect(ms).toBeLessThan(1_000);
}

/** Every kind of request succeeds, and soon. */
async function expectRecovery(): Promise<void> {
  const start = performance.now();
  await eventually(
    () => ask('GET', `/api/products?page=${++page}`),
    ({ status }) => status === 200,
  );
  expect(performance.now() - start).toBeLessThan(3_000);
  await eventually(
    () => Promise.all([ask('GET', '/health/ready'), ask('POST', '/api/bucket', { product, quantity: 1 })]),
    (answers) => answers.every(({ status, code }) => status < 300 || code === 1041),
  );
  expect(performance.now() - start).toBeLessThan(4_000);
}

describe('outage', () => {
  beforeEach(async () => {
    // Every connection of the pool has been in use when it happens.
    await Promise.all(Array.from({ length: 4 }, requests).flat());
    logged = '';
  });

  it('of a network that swallows packets is answered 503 in time, and ends without a restart where old connections stay silent, with some lines in the log', async () => {
    gate.swallow();
    await Promise.all([expectUnavailable(), expectNotReady()]);
    gate.forget();
    await expectRecovery();
    const lines = logged.split('\n').filter((line) => line.includes('"reason"'));
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.length).toBeLessThan(40);
    expect(lines.join()).toMatch(/"route":"\/api\/[a-z]+".*"left_out":\d/);
    expect(logged).not.toMatch(/"stack"|at async /);
  });

  it('by a locked table is answered 503 in time', async () => {
    await direct.query('begin; lock table products in access exclusive mode');
    try {
      const ask50 = Array.from({ length: 25 }, () => [
        ask('GET', `/api/products?page=${++page}`),
        ask('POST', '/api/bucket', { product, quantity: 1 }),
      ]);
      const answers = await Promise.all([...ask50.flat(), later(() => ask('GET', `/api/products?page=${++page}`))]);
      for (const { status, code, retryAfter } of answers) expect([status, code, retryAfter]).toEqual([503, 5003, '1']);
      expect(Math.max(...answers.map(({ ms }) => ms))).toBeLessThan(3_000);
    } finally {
      await direct.query('rollback');
    }
    await expectRecovery();
  });

  it('that broke transactions of jobs does not keep later ones waiting', async () => {
    gate.swallow();
    await wait(500);
    gate.forget();
    await expectRecovery();
    await ask('POST', '/api/password/forgot', { email: customer.email });
    await eventually(
      () => direct.query(`select from mails where kind = 'password_reset' and recipient = $1`, [customer.email]),
      ({ rowCount }) => rowCount === 1,
    );
  });

  it('is not what a migration of another process causes: no request fails by an outdated plan', async () => {
    await direct.query(
      'alter table orders alter number type text, add later text; alter table roles alter permissions type varchar(90)[]',
    );
    const answers = await Promise.all(Array.from({ length: 20 }, requests).flat());
    expect(answers.filter(({ status }) => status >= 500)).toEqual([]);
    expect(logged).not.toContain('cached plan');
  });
});

/** While those before it hold the connections. */
const later = async <Result>(work: () => Promise<Result>): Promise<Result> => {
  await wait(1_000);
  return work();
};
