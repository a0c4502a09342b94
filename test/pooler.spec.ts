import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Config } from '../src/config/config.js';
import { migrate } from '../src/database/migrate.js';
import { aCustomer, aProduct, type SignedIn } from './factories/index.js';
import { eventually } from './support/eventually.js';
import { Gate } from './support/gate.js';
import { hasPooler, startPooler } from './support/pooler.js';
import { freshDatabase, Shop } from './support/shop.js';

if (!hasPooler) console.warn('skipped: there is no PgBouncer here (apt-get install pgbouncer)');

describe.skipIf(!hasPooler)('a pooler in transaction mode', () => {
  const shop = new Shop();
  let pooler: Awaited<ReturnType<typeof startPooler>>;
  let gate: Gate;
  let customers: SignedIn[];

  beforeAll(async () => {
    const direct = await freshDatabase();
    const behind = new URL(direct);
    gate = new Gate(Number(behind.port));
    await gate.open();
    behind.port = String(gate.port);
    pooler = await startPooler(behind.href);
    await shop.start({
      DATABASE_URL: pooler.url,
      DATABASE_DIRECT_URL: direct,
      DATABASE_STATEMENT_TIMEOUT_MS: '55000',
      MAILS_PER_SECOND: '14',
    });
    customers = await Promise.all(Array.from({ length: 10 }, () => aCustomer(shop)));
  });
  afterAll(async () => {
    await shop.stop();
    await pooler.stop();
    gate.close();
  });

  it('serves fifty at once, on three connections', async () => {
    const { uuid } = await aProduct(shop, { stock: 1_000, name: 'Lightsaber' });
    const buy = async ({ token }: SignedIn) => {
      expect((await shop.get('/api/products?search=lightsabre')).status).toBe(200);
      expect((await shop.post('/api/bucket', { token, body: { product: uuid, quantity: 1 } })).status).toBe(200);
      const headers = { 'idempotency-key': uuid };
      const orders = await Promise.all(
        Array.from({ length: 5 }, () => shop.post('/api/orders', { token, headers, body: { payment: 'cash' } })),
      );
      return orders.filter(({ status }) => status === 201 || status === 409).length;
    };
    expect(await Promise.all(customers.map(buy))).toEqual(customers.map(() => 5));
    expect(await shop.rows('select 1 from orders')).toHaveLength(10);
    const [{ connections } = { connections: 0 }] = await shop.rows<{ connections: number }>(
      `select count(*)::int as connections from pg_stat_activity where datname = current_database() and application_name like 'magazin%'`,
    );
    expect(connections).toBeLessThanOrEqual(3);
    await eventually(
      () => shop.rows(`select 1 from mails where kind = 'order_confirmation' and status <> 'queued'`),
      (mails) => mails.length === 10,
    );
  });

  it('finds a server again that was away', async () => {
    gate.close();
    const asked = Array.from({ length: 5 }, () => shop.get('/api/products?search=away'));
    // For so long that it has tried to connect, and waits before it tries again.
    await wait(3_000);
    await gate.open();
    const start = performance.now();
    await Promise.all(asked);
    await eventually(
      () => shop.get('/api/products?search=there'),
      ({ status }) => status === 200,
    );
    // Without its two settings it waits for fifteen seconds.
    expect(performance.now() - start).toBeLessThan(11_000);
  });

  it('refuses another role for the direct connection, whose time-outs would not hold', async () => {
    const config = shop.app.get(Config);
    const other = new URL(config.get('DATABASE_DIRECT_URL'));
    other.username = 'other';
    await expect(migrate(shop.orm, config.with({ DATABASE_DIRECT_URL: other.href }))).rejects.toThrow(
      'DATABASE_DIRECT_URL must name the role of DATABASE_URL',
    );
  });

  it('has the time-outs that a migration stored for the role, and leaves no lock', async () => {
    const config = shop.app.get(Config);
    await Promise.all([migrate(shop.orm, config), migrate(shop.orm, config)]);
    const stored = await shop.rows<{ setting: string }>(
      `select unnest(setconfig) as setting from pg_db_role_setting join pg_database on oid = setdatabase where datname = current_database()`,
    );
    expect(stored.map(({ setting }) => setting)).toEqual(
      expect.arrayContaining(['statement_timeout=55000', 'pg_trgm.word_similarity_threshold=0.45']),
    );
    expect(
      await shop.rows(`select 1 from pg_locks join pg_database on database = pg_database.oid
        where locktype = 'advisory' and datname = current_database()`),
    ).toEqual([]);
  });
});
