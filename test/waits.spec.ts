import { Controller, Get, Query } from '@nestjs/common';
import { sql } from 'kysely';
import { setTimeout as wait } from 'node:timers/promises';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Public } from '../src/common/http/access.js';
import { withClientLimit } from '../src/database/bounded-client.js';
import { Database } from '../src/database/database.js';
import { withTimeLimit } from '../src/database/time-limit.js';
import { aCustomer, aProduct } from './factories/index.js';
import { eventually } from './support/eventually.js';
import { Gate, gatedDatabase } from './support/gate.js';
import { freshDatabase, Shop } from './support/shop.js';

/** Waits for the database several times, as guards and handlers do. */
@Controller('waiting')
@Public()
class WaitingController {
  constructor(private readonly database: Database) {}

  @Get('connections')
  async connections(): Promise<void> {
    for (let asked = 0; asked < 3; asked++) await this.database.query({ name: 'wait_none', text: 'select 1' }, []);
  }

  @Get('locks')
  async locks(): Promise<void> {
    for (const key of [1, 2])
      await this.database.transaction((em) => em.execute(`select pg_advisory_xact_lock(${key})`));
  }

  /** Goes on after a failure, as what notes it does. */
  @Get('again')
  async again(): Promise<void> {
    for (let attempt = 0; attempt < 3; attempt++)
      await this.database
        .query({ name: 'wait_lock', text: 'select pg_advisory_xact_lock(2)' }, [])
        .catch(() => undefined);
    throw new Error('as asked');
  }

  @Get('work')
  async work(@Query('seconds') seconds: string): Promise<void> {
    for (let part = 0; part < 3; part++) await sql`select pg_sleep(${seconds}::float8)`.execute(this.database.sql());
  }
}

describe('what a request waits for', () => {
  const shop = new Shop();
  let direct: Client;
  /** Wide, so that a slow machine is not mistaken for a wait. */
  const limits = {
    DATABASE_CONNECT_TIMEOUT_MS: '3000',
    DATABASE_REQUEST_TIMEOUT_MS: '4500',
    DATABASE_STATEMENT_TIMEOUT_MS: '20000',
  };

  beforeAll(async () => {
    const databaseUrl = await freshDatabase();
    direct = new Client({ connectionString: databaseUrl });
    await direct.connect();
    await shop.start({ DATABASE_URL: databaseUrl, DATABASE_POOL: '2', RATE_LIMIT: '0', ...limits }, [
      WaitingController,
    ]);
  });
  afterAll(async () => {
    await shop.stop();
    await direct.end();
  });

  it('counts together: connections that others hold', async () => {
    const hold = () => Promise.allSettled([shop.rows('select pg_sleep(2)'), shop.rows('select pg_sleep(2)')]);
    const held = [hold()];
    const answer = shop.get('/waiting/connections');
    // They have their turns before the request gets a connection again.
    for (const ms of [1_000, 2_000]) {
      await wait(ms);
      held.push(hold());
    }
    expect((await answer).status).toBe(503);
    await Promise.all(held);
  });

  it('counts together: locks', async () => {
    await direct.query('select pg_advisory_lock(1), pg_advisory_lock(2)');
    let answered = false;
    const answer = shop.get('/waiting/locks').finally(() => (answered = true));
    await wait(2_500);
    await direct.query('select pg_advisory_unlock(1)');
    // The second lock alone would be waited for longer.
    await wait(3_000);
    const inTime = answered;
    await direct.query('select pg_advisory_unlock(2)');
    expect([(await answer).status, inTime]).toEqual([503, true]);
  });

  it('counts together: what comes after a failure', async () => {
    await direct.query('select pg_advisory_lock(2)');
    let answered = false;
    const answer = shop.get('/waiting/again').finally(() => (answered = true));
    await wait(7_000);
    const inTime = answered;
    await direct.query('select pg_advisory_unlock(2)');
    await answer;
    expect(inTime).toBe(true);
  });

  it('is not the pause of a transaction whose work takes long', async () => {
    const answer = shop.app.get(Database).transaction(async (em) => {
      await em.execute(`set local idle_in_transaction_session_timeout = '500ms'`);
      return withTimeLimit(em, 60, async () => {
        await wait(1_500);
        return em.execute('select 1 as one');
      });
    });
    expect(await answer).toEqual([{ one: 1 }]);
  });

  it('is not waited for by the server once pg-boss has given it up: a later fetch finds the jobs', async () => {
    const waiting = async () => {
      await direct.query('select pg_stat_clear_snapshot()');
      const { rows } = await direct.query<{ pid: number; xact_start: string }>(
        `select pid, xact_start::text from pg_stat_activity
         where datname = current_database() and application_name = 'magazin jobs' and wait_event_type = 'Lock'`,
      );
      return rows;
    };
    await direct.query('begin; lock table pgboss.job_common in access exclusive mode');
    try {
      const [first] = await eventually(waiting, ({ length }) => length > 0);
      await eventually(waiting, (rows) => !rows.some(({ xact_start }) => xact_start === first?.xact_start));
    } finally {
      await direct.query('rollback');
    }
  });

  it('is not done after all once it was given up', async () => {
    const { uuid } = await aCustomer(shop);
    const killed = async () => {
      await direct.query('select pg_stat_clear_snapshot()');
      const { rows } = await direct.query<{ sessions_killed: string }>(
        'select sessions_killed from pg_stat_database where datname = current_database()',
      );
      return Number(rows[0]?.sessions_killed);
    };
    const before = await killed();
    await direct.query('begin');
    await direct.query('select from customers where uuid = $1 for update', [uuid]);
    const change = { name: 'wait_change', text: `update customers set first_name = 'Late' where uuid = $1` };
    const changed = withClientLimit(500, () => shop.app.get(Database).query(change, [uuid]));
    await expect(changed).rejects.toThrow('did not answer');
    await eventually(killed, (now) => now > before);
    await direct.query('rollback');
    expect(await shop.rows('select first_name from customers where uuid = ?', [uuid])).toEqual([{ first_name: '' }]);
  });

  it('does not count while the database works', async () => {
    expect((await shop.get('/waiting/work?seconds=2')).status).toBe(200);
  });
});

describe('a transaction whose connection the network has forgotten', () => {
  const shop = new Shop();
  let gate: Gate;
  let direct: Client;

  beforeAll(async () => {
    const database = await gatedDatabase();
    ({ gate, direct } = database);
    await shop.start({ DATABASE_URL: database.url, DATABASE_POOL: '5', DATABASE_REQUEST_TIMEOUT_MS: '60000' });
  });
  afterAll(async () => {
    await shop.stop();
    await direct.end();
    gate.close();
  });

  it('keeps no lock on the server', async () => {
    const { uuid } = await aProduct(shop, { stock: 10 });
    const [first, second] = [await aCustomer(shop), await aCustomer(shop)];
    for (const { token } of [first, second])
      await shop.post('/api/bucket', { token, body: { product: uuid, quantity: 1 } });
    const order = (token: string) =>
      shop.post('/api/orders', { token, body: { payment: 'cash' }, headers: { 'idempotency-key': 'lost' } });
    await direct.query('begin');
    await direct.query('select from products where uuid = $1 for update', [uuid]);
    const lost = order(first.token);
    await eventually(
      () =>
        direct.query(`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`),
      ({ rowCount }) => rowCount === 1,
    );
    gate.swallow();
    gate.forget();
    await direct.query('rollback');
    expect((await lost).status).toBe(503);
    expect((await order(second.token)).status).toBe(201);
    expect((await order(first.token)).status).toBe(201);
  });
});
