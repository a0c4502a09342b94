import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { queryObjects } from 'node:v8';
import { Client } from 'pg';
import { Registry } from 'prom-client';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { Database } from '../src/database/database.js';
import { HealthController } from '../src/operations/health.controller.js';
import { Metrics } from '../src/operations/metrics.js';
import { aCustomer, aProduct } from './factories/index.js';
import { auditTrail } from './support/audit.js';
import { anUnpaidOrder } from './support/payments.js';
import { eventually } from './support/eventually.js';
import { Gate } from './support/gate.js';
import { type Answer, type Ask, freshDatabase, Shop, useShop } from './support/shop.js';

describe('operations: a running shop', () => {
  const shop = useShop({ MAILS_PER_SECOND: '14' });

  it('is live and ready', async () => {
    for (const url of ['/health/live', '/health/ready'])
      expect(await shop.get(url)).toMatchObject({ status: 200, body: { status: 'ok' } });
  });

  it('gives every request an id, or keeps the one it came with where that is harmless', async () => {
    const idOf = async (given?: string) => {
      const { headers, body } = await shop.get('/nowhere', { headers: given ? { 'x-request-id': given } : {} });
      expect(body['request_id']).toBe(headers['x-request-id']);
      return headers['x-request-id'];
    };
    expect(await idOf('front-end.42')).toBe('front-end.42');
    const own = await Promise.all([idOf(), idOf(), idOf('a b'), idOf('x'.repeat(65))]);
    for (const id of own) expect(id).toMatch(/^[0-9a-f-]{36}$/);
    expect(new Set(own).size).toBe(4);
  });

  it('reports response times to Prometheus by route, not by URL', async () => {
    const product = await aProduct(shop);
    await shop.get(`/api/products/${product.uuid}`);
    const { body, headers } = await shop.get<string>('/metrics');
    expect(headers['content-type']).toMatch('text/plain; version=0.0.4');
    expect(body).toMatch(/^http_request_duration_seconds_count\{.*route="\/api\/products\/:uuid".*\} 1$/m);
    expect(body).not.toContain(product.uuid);
    expect(body).toMatch(/^database_connections\{state="busy"\} \d+$/m);
    expect(body).toMatch(/^process_resident_memory_bytes /m);
  });

  it('is kept in memory by nothing of its metrics once it has ended', () => {
    const before = queryObjects(Registry, { format: 'count' });
    for (let turn = 0; turn < 5; turn++) new Metrics(shop.orm.em, shop.app.get(Database));
    expect(queryObjects(Registry, { format: 'count' })).toBeLessThan(before + 2);
  });

  it('counts what became of orders, payments, refunds, mails and sign-ins', async () => {
    const read = async () => {
      const { body } = await shop.get<string>('/metrics');
      return new Map(body.split('\n').map((line) => line.split(/ (?=[^ ]*$)/) as [string, string]));
    };
    const before = await read();
    const risen = async () => {
      const now = await read();
      return Object.fromEntries(
        [...now]
          .filter(([series]) => /^magazin_\w+_total/.test(series))
          .map(([series, count]) => [series.replace('magazin_', ''), Number(count) - Number(before.get(series) ?? 0)])
          .filter(([, rise]) => rise !== 0),
      );
    };
    const { who } = await anUnpaidOrder(shop, 'cash');
    await anUnpaidOrder(shop);
    const [declined, paid] = [await anUnpaidOrder(shop), await anUnpaidOrder(shop)];
    const pay = (order: typeof paid, token: string) =>
      shop.post(`/api/orders/${order.order}/payments`, { ...order.who, body: { token } });
    await pay(declined, 'tok_declined');
    await shop.put(`/api/orders/${declined.order}/set_canceled`, declined.who);
    await pay(paid, 'tok_success');
    await shop.put(`/api/orders/${paid.order}/set_canceled`, paid.who);
    // What is refused counts nothing.
    await shop.post('/api/orders', { ...who, body: { payment: 'cash' } });
    await shop.post('/api/login', { body: { username: 'nobody', password: 'guessed' } });
    await eventually(risen, (counts) => counts['refunds_total{provider="mock",result="done"}'] === 1);
    expect(await risen()).toMatchObject({
      'orders_placed_total{payment="cash"}': 1,
      'orders_placed_total{payment="card"}': 3,
      'orders_paid_total{payment="card"}': 1,
      'orders_canceled_total{payment="card"}': 2,
      'payments_total{provider="mock",result="declined"}': 1,
      'payments_total{provider="mock",result="captured"}': 1,
      'sign_ins_refused_total{reason="failed"}': 1,
    });
    await eventually(risen, (counts) => (counts['mails_total{kind="order_confirmation",result="stored"}'] ?? 0) >= 2);
  });

  it('shows what waits, and serves every name of the Grafana dashboard', async () => {
    const { body } = await shop.get<string>('/metrics');
    expect(body).toMatch(/^magazin_mails_queued \d+$/m);
    expect(body).toMatch(/^magazin_mails_oldest_seconds [\d.]+$/m);
    expect(body).toMatch(/^magazin_jobs_queued\{name="payment.refund"\} \d+$/m);
    expect(body).toMatch(/^magazin_jobs_oldest_seconds\{name="payment.refund"\} [\d.]+$/m);
    // The first of a kind is an increase, too: each series is there from the start.
    expect(body).toMatch(/^magazin_payments_total\{provider="mock",result="abandoned"\} \d+$/m);
    expect(body).toMatch(/^magazin_refunds_total\{provider="mock",result="failed"\} \d+$/m);
    expect(body).toMatch(/^magazin_mails_total\{kind="welcome",result="failed"\} \d+$/m);
    const served = new Set([...body.matchAll(/^# TYPE (\w+) /gm)].map(([, name]) => name));
    const dashboard = readFileSync('docs/grafana-dashboard.json', 'utf8');
    const asked = [...dashboard.matchAll(/\b(magazin|http|database|process|nodejs)_\w+/g)].map(([name]) =>
      name.replace(/^(http_\w+)_(count|bucket)$/, '$1'),
    );
    expect(asked.filter((name) => !served.has(name))).toEqual([]);
    const own = [...served].filter((name) => name?.startsWith('magazin_'));
    expect(own.filter((name) => !asked.includes(name ?? ''))).toEqual([]);
  });

  it('answers 503 to requests above 250 at once, without the database, and still answers health checks', async () => {
    const client = new Client({ connectionString: shop.databaseUrl });
    await client.connect();
    await client.query('begin; lock table products');
    const answered: Answer<Record<string, unknown>>[] = [];
    const all = Array.from({ length: 300 }, async (_, at) =>
      answered.push(await shop.get(`/api/products?page=${at + 1}`)),
    );
    // Whoever was let in waits for the lock, so only the others are answered.
    await eventually(
      () => answered.length,
      (count) => count === 50,
    );
    for (const { status, headers, body } of answered)
      expect([status, headers['retry-after'], body['code']]).toEqual([503, '1', 5003]);
    expect((await shop.get('/health/live')).status).toBe(200);
    await client.query('commit');
    await client.end();
    await Promise.all(all);
    expect(answered.slice(50).map(({ status }) => status)).toEqual(Array.from({ length: 250 }, () => 200));
    expect((await shop.get('/api/products')).status).toBe(200);
  });

  describe('background jobs', () => {
    const list = (query: string) =>
      shop.get<{ count: number; results: Record<string, unknown>[] }>(`/api/admin/jobs?${query}`, admin);
    let admin: Ask;
    beforeAll(async () => {
      admin = { token: (await aCustomer(shop, 'admin')).token };
    });

    const aJob = async (state: string, data: object, output: object | null = null, name = 'password.forgotten') => {
      const [job] = await shop.rows<{ id: string }>(
        `insert into pgboss.job (name, state, data, output, started_on, retry_count, retry_limit, start_after)
         values (?, ?, ?, ?, now(), 10, 10, now() + interval '1 day') returning id`,
        [name, state, JSON.stringify(data), output && JSON.stringify(output)],
      );
      return job?.id ?? '';
    };

    it('are listed, failed ones first, without what is about a person', async () => {
      const { email, uuid } = await aCustomer(shop);
      const message = `mail to ${email} refused: "Luke Skywalker" at https://u:pw@mail.test/x?key=1, +49 170 1234567, order ${uuid}`;
      const failed = await aJob('failed', { order: uuid, products: [7], email, text: { note: 'Luke' } }, { message });
      const waiting = await aJob('created', {});
      const { body } = await list('name=password.forgotten');
      expect(body.results.map(({ id, state }) => [id, state])).toEqual([
        [failed, 'failed'],
        [waiting, 'created'],
      ]);
      expect(body.results[0]).toMatchObject({
        name: 'password.forgotten',
        attempts: 11,
        error: `mail to *** refused: "***" at https://mail.test/*** ***, order ${uuid}`,
        records: { order: uuid, products: [7], text: {} },
        due: null,
      });
      expect((await list('state=failed')).body.results.every(({ state }) => state === 'failed')).toBe(true);
      expect((await list('state=broken')).status).toBe(400);
      for (const id of [failed, waiting]) expect((await shop.delete(`/api/admin/jobs/${id}`, admin)).status).toBe(204);
      expect((await list('name=password.forgotten')).body.count).toBe(0);
    });

    it('leave out how the queue starts those of the clock, unless that fails or is asked for', async () => {
      const own = '__pgboss__send-it';
      const [done, failed] = [await aJob('completed', {}, null, own), await aJob('failed', {}, null, own)];
      const ids = async (query: string) =>
        (await list(`${query}&page_size=100`)).body.results.filter(({ name }) => name === own).map(({ id }) => id);
      expect(await ids('')).toEqual([failed]);
      expect(await ids(`name=${own}`)).toEqual(expect.arrayContaining([failed, done]));
      await shop.rows(`delete from pgboss.job where id in (?, ?)`, [done, failed]);
    });

    it('run once more when fifty retry a failed one at once', async () => {
      const { email } = await aCustomer(shop);
      const id = await aJob('failed', { email }, { message: 'broken' });
      await shop.rows(`update pgboss.job set start_after = now() where id = ?`, [id]);
      const answers = await Promise.all(
        Array.from({ length: 50 }, () => shop.post(`/api/admin/jobs/${id}/retry`, admin)),
      );
      const outcomes = answers.map(({ status, body }) => body['code'] ?? status);
      expect(outcomes.filter((outcome) => outcome === 200)).toHaveLength(1);
      expect(outcomes.filter((outcome) => outcome === 2061)).toHaveLength(49);
      const job = () => list('name=password.forgotten').then(({ body }) => body.results[0]);
      expect(await eventually(job, (found) => found?.['state'] === 'completed')).toMatchObject({
        id,
        attempts: 12,
        error: null,
      });
      expect(
        await shop.rows(`select 1 from mails where kind = 'password_reset' and recipient = ?`, [email]),
      ).toHaveLength(1);
      const trail = await auditTrail(shop, `job/${id}`);
      expect(trail.map(({ action }) => action)).toEqual(['job.retry']);
    });

    it('are not canceled while they run or after they are done', async () => {
      for (const state of ['active', 'completed', 'cancelled']) {
        const { status, body } = await shop.delete(`/api/admin/jobs/${await aJob(state, {})}`, admin);
        expect([status, body['code']]).toEqual([409, 2062]);
      }
      expect((await shop.delete(`/api/admin/jobs/${crypto.randomUUID()}`, admin)).status).toBe(404);
    });
  });

  it('is not ready once it stops', async () => {
    shop.app.get(HealthController).onModuleDestroy();
    expect(await shop.get('/health/ready')).toMatchObject({ status: 503, body: { code: 5003 } });
    expect((await shop.get('/health/live')).status).toBe(200);
  });
});

describe('operations: the rate limit', () => {
  const [one, other] = [new Shop(), new Shop()];

  beforeAll(async () => {
    const environment = { DATABASE_URL: await freshDatabase(), RATE_LIMIT: '6', TRUST_PROXY: 'loopback' };
    for (const shop of [one, other]) await shop.start(environment);
  });
  afterAll(() => Promise.all([one.stop(), other.stop()]));

  const from = (shop: Shop, address: string, url = '/api/products') =>
    shop.get(url, { headers: { 'x-forwarded-for': address } });

  it('counts each address over all processes', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => from(n % 2 ? one : other, '192.0.2.1')));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(6);
    for (const { headers, body } of answers.filter(({ status }) => status !== 200)) {
      expect(body).toMatchObject({ code: 4029, error: 'too_many_requests' });
      expect(Number(headers['retry-after'])).toBeGreaterThan(0);
      expect(Number(headers['retry-after'])).toBeLessThanOrEqual(60);
    }
    expect((await from(one, '192.0.2.2')).status).toBe(200);
  });

  it('allows the exact number where it is no multiple of a share', async () => {
    const shop = new Shop();
    await shop.start({ RATE_LIMIT: '51', TRUST_PROXY: 'loopback' });
    const answers = await Promise.all(Array.from({ length: 70 }, () => from(shop, '192.0.2.3')));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(51);
    expect((await from(shop, '192.0.2.3')).status).toBe(429);
    await shop.stop();
  });

  it('counts by the clock of the database, whatever those of processes say', async () => {
    onTestFinished(() => void vi.useRealTimers());
    const statuses = [];
    for (const minutes of [0, 5, -5, 0, -60]) {
      vi.useRealTimers();
      vi.setSystemTime(Date.now() + minutes * 60_000);
      for (let turn = 0; turn < 2; turn++) {
        const { status, headers } = await from(one, '192.0.2.4');
        statuses.push(status);
        expect(Number(headers['retry-after'] ?? 0)).toBeLessThanOrEqual(60);
      }
    }
    expect(statuses).toEqual([...Array(6).fill(200), ...Array(4).fill(429)]);
  });

  it('applies before authentication, and not to monitoring', async () => {
    expect((await from(one, '192.0.2.1', '/api/orders')).status).toBe(429);
    for (const url of ['/health/live', '/health/ready', '/metrics'])
      expect((await from(one, '192.0.2.1', url)).status).toBe(200);
  });
});

describe('operations: a database that goes away', () => {
  const shop = new Shop();
  let gate: Gate;

  beforeAll(async () => {
    const url = new URL(await freshDatabase());
    gate = new Gate(Number(url.port));
    await gate.open();
    url.port = String(gate.port);
    const timeouts = { DATABASE_CONNECT_TIMEOUT_MS: '1500', DATABASE_STATEMENT_TIMEOUT_MS: '5000' };
    await shop.start({ DATABASE_URL: url.href, DATABASE_POOL: '4', RATE_LIMIT: '100000', ...timeouts });
  });
  afterAll(async () => {
    await shop.stop();
    gate.close();
  });

  it.each(['close', 'stall'] as const)('answers 503 when connections %s, and 200 once they are back', async (how) => {
    const statuses = async (requests: Promise<Answer<unknown>>[]) =>
      new Set((await Promise.all(requests)).map(({ status }) => status));
    await eventually(
      () => statuses([shop.get('/health/ready')]),
      (all) => all.has(200),
    );
    // Some connections break in the middle of a transaction, and must not be lost to the pool.
    const broken = Array.from({ length: 8 }, () =>
      shop.orm.em.fork().transactional((em) => em.execute('select pg_sleep(1)')),
    );
    const failed = Promise.allSettled(broken);
    await eventually(
      () => gate.connections,
      (count) => count > 3,
    );
    await gate[how]();
    // An answer that is not cached.
    for (const url of ['/health/ready', `/api/products?search=${how}`]) {
      const { status, headers, body } = await shop.get(url);
      expect([status, headers['retry-after'], body['code']]).toEqual([503, '1', 5003]);
    }
    await failed;
    await gate.open();
    await eventually(
      () => statuses([shop.get('/health/ready'), shop.get('/api/products')]),
      (all) => all.size === 1 && all.has(200),
    );
    await eventually(
      () => usableConnections(shop, 4),
      (usable) => usable,
    );
  });
});

/** Whether so many transactions can be open at once. */
async function usableConnections(shop: Shop, count: number): Promise<boolean> {
  const allBegun = Promise.withResolvers<void>();
  let begun = 0;
  const transactions = Array.from({ length: count }, () =>
    shop.orm.em.fork().transactional(async (em) => {
      await em.execute('select 1');
      if (++begun === count) allBegun.resolve();
      await allBegun.promise;
    }),
  );
  return Promise.all(transactions)
    .then(() => true)
    .catch(() => false)
    .finally(() => allBegun.resolve());
}

it.runIf(process.platform === 'linux').each([true, false])(
  'operations: a full disk below the log ends nothing (production: %s)',
  async (production) => {
    const script = `
      import { setTimeout as wait } from 'node:timers/promises';
      const { createLog } = await import('./dist/operations/log.js');
      const log = await createLog(${production});
      for (let line = 0; line < 300; line++) {
        log.info('x'.repeat(10_000));
        await wait(1);
      }
      await wait(300);
      console.error('goes on');
      process.exit(0);
    `;
    spawnSync(process.execPath, ['scripts/build.js']);
    const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
      stdio: ['ignore', openSync('/dev/full', 'w'), 'pipe'],
    });
    const [said, [code]] = await Promise.all([text(child.stderr as NodeJS.ReadableStream), once(child, 'close')]);
    expect([said, code]).toEqual(['goes on\n', 0]);
  },
);
