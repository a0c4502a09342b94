import { Controller, Get, Query } from '@nestjs/common';
import { sql } from 'kysely';
import { readFile } from 'node:fs/promises';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { PassThrough } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { Client, Pool } from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Product } from '../src/catalog/product.entity.js';
import { Public } from '../src/common/http/access.js';
import { isDatabaseAway } from '../src/common/http/request.errors.js';
import { boundedClient } from '../src/database/bounded-client.js';
import { Database } from '../src/database/database.js';
import { withoutValues } from '../src/operations/log.js';
import { aCustomer, aProduct, type SignedIn } from './factories/index.js';
import { eventually } from './support/eventually.js';
import { Gate, gatedDatabase } from './support/gate.js';
import { Shop } from './support/shop.js';

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

/** Fails as a service may. */
@Controller('failing')
@Public()
class FailingController {
  constructor(private readonly database: Database) {}

  @Get('file')
  file(): Promise<Buffer> {
    return readFile('/there/is/no/such/file');
  }

  @Get('state')
  async state(@Query('code') code: string): Promise<void> {
    await sql`do ${sql.raw(`$$ begin raise exception using errcode = '${code}', message = 'as asked'; end $$`)}`.execute(
      this.database.sql(),
    );
  }

  @Get('values')
  async values(): Promise<void> {
    const insert = sql`insert into budgets (key, count, ends_at) values ('luke@rebels.test', 1, now())`;
    await insert.execute(this.database.sql());
    await insert.execute(this.database.sql());
  }

  @Get('detail')
  async detail(): Promise<void> {
    await this.database.transaction(async (em) => {
      await em.execute(`insert into budgets (key, count) values ('han@rebels.test', 1)`);
    });
  }

  @Get('slow')
  async slow(@Query('limit') limit: string): Promise<void> {
    await this.database.transaction(async (em) => {
      await em.execute(`set local statement_timeout = ${Number(limit)}`);
      await em.execute('select pg_sleep(60)');
    });
  }

  @Get('entity')
  async entity(): Promise<void> {
    await this.database.transaction((em) => em.findOneOrFail(Product, { uuid: 'leia@rebels.test' }));
  }
}

const shop = new Shop();
const stream = new PassThrough();
const log = pino({ serializers: { err: withoutValues } }, stream);
let gate: Gate;
let direct: Client;
let base: string;
let customer: SignedIn;
let product: string;
let logged = '';
/** What requests take on this machine while nothing is wrong, milliseconds: so much longer may they take than the shop promises. */
let usualMs = 0;

beforeAll(async () => {
  const database = await gatedDatabase();
  ({ gate, direct } = database);
  stream.on('data', (text) => (logged += text));
  await shop.start(
    { DATABASE_URL: database.url, DATABASE_POOL: '5', RATE_LIMIT: '100000', ...defaults },
    [FailingController],
    log,
  );
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

const slack = () => 1_000 + 5 * usualMs;

/** Each is answered 503 in time, however many come. */
async function expectUnavailable(): Promise<void> {
  const answers = await Promise.all(Array.from({ length: 8 }, requests).flat());
  for (const { status, code, retryAfter } of answers) expect([status, code, retryAfter]).toEqual([503, 5003, '1']);
  expect(Math.max(...answers.map(({ ms }) => ms))).toBeLessThan(3_000 + slack());
}

async function expectNotReady(): Promise<void> {
  const { status, code, ms } = await ask('GET', '/health/ready');
  expect([status, code]).toEqual([503, 5003]);
  expect(ms).toBeLessThan(1_000 + slack());
}

/** Every kind of request succeeds, and soon. */
async function expectRecovery(): Promise<void> {
  const start = performance.now();
  await eventually(
    () => ask('GET', `/api/products?page=${++page}`),
    ({ status }) => status === 200,
  );
  expect(performance.now() - start).toBeLessThan(3_000 + slack());
  await eventually(
    () => Promise.all([ask('GET', '/health/ready'), ask('POST', '/api/bucket', { product, quantity: 1 })]),
    (answers) => answers.every(({ status, code }) => status < 300 || code === 1041),
  );
}

describe('an error', () => {
  it.each([
    ['state?code=53100', 503, 'a full disk'],
    ['state?code=57P03', 503, 'crash recovery'],
    ['state?code=58030', 503, 'a failing disk'],
    ['state?code=55P03', 503, 'a lock that nobody gives back'],
    ['state?code=25006', 503, 'a server that became a standby'],
    ['state?code=42P01', 500, 'a wrong statement'],
    ['file', 500, 'a missing file'],
    ['values', 500, 'a row that is there'],
    ['detail', 500, 'a row that lacks a value'],
    ['entity', 500, 'a value of another type'],
  ])('%s is a %i: %s', async (path, status) => {
    logged = '';
    expect((await ask('GET', `/failing/${path}`)).status).toBe(status);
    if (status === 503) expect(logged).toMatch(/"route":"\/failing\/state","code":"\w{5}","reason":"as asked"/);
    else expect(logged).toContain('"stack"');
    expect(logged).not.toContain('rebels.test');
  });
});

it.each([
  ['by the server', 50, 'canceling statement due to statement timeout'],
  ['by its request', 60_000, 'the statement took too long'],
])(
  'a statement that takes too long by itself is given up %s as that, and told to the log',
  async (_, limit, reason) => {
    logged = '';
    const answer = await ask('GET', `/failing/slow?limit=${limit}`);
    expect(answer).toMatchObject({ status: 503, code: 5004, retryAfter: '5' });
    expect(logged).toContain(`"route":"/failing/slow","code":"57014","reason":"${reason}"`);
  },
);

describe('outage', () => {
  beforeEach(async () => {
    // Every connection of the pool has been in use when it happens.
    const start = performance.now();
    await Promise.all(Array.from({ length: 8 }, requests).flat());
    usualMs = performance.now() - start;
    logged = '';
  });

  it('of a network that swallows packets is answered 503 in time, and ends without a restart where old connections stay silent, with some lines in the log', async () => {
    gate.swallow();
    await Promise.all([expectUnavailable(), expectNotReady()]);
    // Some lines a second; the next one tells how many were left out.
    await expectUnavailable().finally(() => gate.forget());
    await expectRecovery();
    const lines = logged.split('\n').filter((line) => line.includes('"reason"'));
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.length).toBeLessThan(80);
    expect(lines.join()).toMatch(/"route":"\/api\/[a-z]+".*"left_out":\d/);
    expect(logged).not.toMatch(/"stack"|at async /);
  });

  it('of a server that stands still leaves few connections in its queue, and ends without a restart', async () => {
    await gate.stall();
    const until = performance.now() + 6_000;
    const impatient = async () => {
      while (performance.now() < until) expect((await ask('GET', `/api/products?page=${++page}`)).status).toBe(503);
    };
    await Promise.all(Array.from({ length: 10 }, impatient));
    const { connections } = gate;
    await gate.open();
    // Those of the pool of five once, and then one after the other.
    expect(connections).toBeLessThan(16);
    await expectRecovery();
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
      expect(Math.max(...answers.map(({ ms }) => ms))).toBeLessThan(3_000 + slack());
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
    const answers = await Promise.all(Array.from({ length: 6 }, requests).flat());
    // Of a busy machine a 503 may come.
    expect(answers.filter(({ status }) => status === 500)).toEqual([]);
    expect(logged).not.toContain('cached plan');
  });
});

describe('a connection that says nothing, long before its time is over,', () => {
  /** Limits play no part here. */
  const patient = new Shop();
  let silent: Gate;

  beforeAll(async () => {
    const url = new URL(shop.databaseUrl);
    silent = new Gate(direct.port);
    await silent.open();
    url.port = String(silent.port);
    const limits = { DATABASE_REQUEST_TIMEOUT_MS: '60000', RESPONSE_CACHE_MIB: '0' };
    await patient.start({ DATABASE_URL: url.href, DATABASE_POOL: '5', ...limits });
  });
  afterAll(async () => {
    await patient.stop();
    silent.close();
  });

  const askAll = () => [
    patient.get('/api/products'),
    patient.get('/api/orders', { token: customer.token }),
    patient.get('/health/ready'),
  ];
  /** Of those that are asked at once, some meet an old connection. */
  async function expectSoon(): Promise<void> {
    const start = performance.now();
    const first = Array.from({ length: 4 }, askAll).flat();
    await eventually(
      () => Promise.all(askAll()),
      (answers) => answers.every(({ status }) => status === 200),
    );
    for (const { status } of await Promise.all(first)) expect([200, 503]).toContain(status);
    expect(performance.now() - start).toBeLessThan(20_000);
  }

  beforeEach(async () => void (await Promise.all(Array.from({ length: 4 }, askAll).flat())));

  it('is closed where the network has forgotten it', async () => {
    silent.swallow();
    silent.forget();
    await expectSoon();
  });

  it('is closed where its process stands still', async () => {
    const { rows } = await direct.query<{ pid: number }>(
      `select pid from pg_stat_activity where datname = current_database() and application_name = 'magazin'`,
    );
    const signal = (name: NodeJS.Signals) => rows.forEach(({ pid }) => process.kill(pid, name));
    signal('SIGSTOP');
    await expectSoon().finally(() => signal('SIGCONT'));
  });

  it('stays where its statement waits for a lock', async () => {
    await direct.query('begin; lock table products in access exclusive mode');
    const answers = [patient.get('/api/products'), patient.get('/api/orders', { token: customer.token })];
    await wait(3_000);
    await direct.query('rollback');
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200]);
  });
});

/** While those before it hold the connections. */
const later = async <Result>(work: () => Promise<Result>): Promise<Result> => {
  await wait(1_000);
  return work();
};

it('outage: a connection that the server ends in the moment it is made does not end the process', async () => {
  const message = (type: string, body: string) => {
    const head = Buffer.from(`${type}....`);
    head.writeInt32BE(body.length + 4, 1);
    return Buffer.concat([head, Buffer.from(body)]);
  };
  const authenticated = message('R', '\0\0\0\0');
  const ended = message('E', 'SFATAL\0VFATAL\0C57P01\0Mterminating connection due to administrator command\0\0');
  const server = createServer((socket) => {
    socket.once('data', () => socket.end(Buffer.concat([authenticated, message('Z', 'I'), ended])));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const pool = new Pool({
    host: '127.0.0.1',
    port,
    user: 'magazin',
    Client: boundedClient({ leastMs: 500, connectMs: 1_500, otherMs: 5_000 }, true),
  });
  const client = await pool.connect();
  await expect(client.query('select 1')).rejects.toSatisfy(isDatabaseAway);
  client.release();
  expect(pool.totalCount).toBe(0);
  await pool.end();
  server.close();
});
