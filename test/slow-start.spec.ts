import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Lifecycle } from '../src/bootstrap/lifecycle.js';
import { openDatabase } from '../src/bootstrap/open-database.js';
import { welcome } from '../src/bootstrap/welcome.js';
import { Config } from '../src/config/config.js';
import { grantToApplicationRole } from '../src/database/application-role.js';
import { persistently } from '../src/database/persistently.js';
import { aCustomer } from './factories/index.js';
import { eventually } from './support/eventually.js';
import { Gate, gatedDatabase } from './support/gate.js';
import { secret, Shop } from './support/shop.js';

let direct: Client;
let gate: Gate;
let url: string;

beforeEach(async () => {
  ({ url, gate, direct } = await gatedDatabase());
});
afterEach(async () => {
  gate.close();
  await direct.end();
});

const configOf = (environment: Record<string, string>) =>
  Config.read({ NODE_ENV: 'test', JWT_SECRET: secret, DATABASE_URL: url, ...environment });

const waitsForLock = (statement: string) =>
  eventually(
    async () => {
      // Within a transaction it shows what it has shown first.
      await direct.query('select pg_stat_clear_snapshot()');
      return direct.query(
        `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query ~ $1`,
        [statement],
      );
    },
    ({ rowCount }) => rowCount === 1,
  );

it('slow start: a server that says nothing is asked for longer than one that refuses', async () => {
  gate.swallow();
  const opened = openDatabase({} as Lifecycle, configOf({}));
  // Each is given up after five seconds.
  await eventually(
    () => gate.connections,
    (connections) => connections === 4,
  );
  gate.forget();
  expect(await opened).toMatchObject({ DATABASE_URL: url });
});

describe('slow start: the rights of the role are given', () => {
  const role = `serves_${randomBytes(4).toString('hex')}`;
  const lock = `pg_advisory_lock(hashtext('magazin migrations'))`;
  const unlock = () => direct.query(`select ${lock.replace('lock', 'unlock')}`);
  const asks = (where: string) =>
    eventually(
      () =>
        direct.query(
          `select from pg_stat_activity where datname = current_database() and application_name = 'magazin grants' and ${where}`,
        ),
      ({ rowCount }) => rowCount === 1,
    );

  let granted: Promise<void>;

  /** Another process migrates meanwhile. */
  async function grantUnderLock(): Promise<void> {
    const serving = new URL(url);
    [serving.username, serving.password] = [role, 'a-password'];
    const config = configOf({ DATABASE_URL: serving.href, DATABASE_OWNER_URL: url });
    await direct.query(`select ${lock}`);
    granted = persistently(() => grantToApplicationRole(config));
  }

  afterEach(async () => {
    await granted;
    const { rows } = await direct.query(`select has_table_privilege($1, 'orders', 'insert') as may`, [role]);
    expect(rows).toEqual([{ may: true }]);
  });

  it('when the network says nothing', async () => {
    await grantUnderLock();
    await asks(`query ~ 'advisory'`);
    gate.swallow();
    gate.forget();
    await unlock();
  });

  it('when the server has locked for a connection that was lost', async () => {
    gate.loseAnswer('pg_try_advisory', unlock);
    await grantUnderLock();
    await asks(`pid in (select pid from pg_locks where locktype = 'advisory' and granted)`);
    gate.forget();
  });
});

it('slow start: a step that met a deadlock after a long time is done again', async () => {
  let runs = 0;
  const migration = async () => {
    if (runs++ > 0) return;
    await wait(400);
    throw Object.assign(new Error('deadlock detected'), { code: '40P01' });
  };
  await persistently(migration, 300);
  expect(runs).toBe(2);
});

it('slow start: the summary waits for a lock, and ends no shop that serves by now', async () => {
  const shop = new Shop();
  const limits = { DATABASE_CONNECT_TIMEOUT_MS: '500', DATABASE_STATEMENT_TIMEOUT_MS: '1000' };
  await shop.start({ DATABASE_URL: url });
  await aCustomer(shop, 'admin');
  await direct.query(`update customers set username = 'admin' where staff_role = 'admin'`);
  await shop.stop();
  await shop.start({ DATABASE_URL: url, DEMO: '1', ...limits });
  await shop.app.listen(0, '127.0.0.1');
  await direct.query('begin; lock table customers in access exclusive mode');
  const summary = welcome(shop.app, shop.app.get(Config), 'here');
  await waitsForLock('select username, role');
  // Longer than one statement waits.
  await wait(1_500);
  await direct.query('rollback');
  expect(await summary).toMatchObject({ Accounts: 'admin (admin)' });
  await shop.stop();
});
