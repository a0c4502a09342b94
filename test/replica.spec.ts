import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { MikroORM } from '@mikro-orm/postgresql';
import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { Config } from '../src/config/config.js';
import { migrate } from '../src/database/migrate.js';
import { ormOptions } from '../src/database/orm.options.js';
import { type PostgresCluster, postgresCluster } from '../src/embedded-postgres/postgres-cluster.js';
import { entities } from '../src/entities.js';
import { aCustomer, aProduct } from './factories/index.js';
import { eventually, unhurried } from './support/eventually.js';
import { Gate } from './support/gate.js';
import { Shop } from './support/shop.js';

const speed = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };
/** Two processes of one shop, with a replica that follows by streaming. */
const [one, other] = [new Shop(), new Shop()];
/** What was started, whatever has failed since. */
const stops: (() => unknown)[] = [];
let primary: PostgresCluster;
let replica: PostgresCluster;
let onReplica: Client;
/** The networks to the two. */
let front: Gate;
let gate: Gate;
let staff: string;
let uuid: string;

const urlOf = (cluster: PostgresCluster, port = cluster.port()) =>
  `postgres://magazin:${cluster.password}@127.0.0.1:${port}/postgres`;

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'magazin-replica-'));
  stops.push(() => rm(folder, { recursive: true }));
  const [first, second] = [join(folder, 'primary'), join(folder, 'replica')];
  for (const each of [first, second]) await mkdir(each);
  primary = await postgresCluster(first, { ...speed, wal_keep_size: '1GB' });
  // A copy of what no server has open follows from there.
  await cp(first, second, { recursive: true });
  await writeFile(join(second, 'postgres', 'standby.signal'), '');
  await primary.start();
  stops.push(() => primary.stop());
  const from = `host=127.0.0.1 port=${primary.port()} user=magazin password=${primary.password}`;
  replica = await postgresCluster(second, { ...speed, primary_conninfo: from });
  await replica.start();
  stops.push(() => replica.stop());
  [front, gate] = [new Gate(primary.port() ?? 0), new Gate(replica.port() ?? 0)];
  for (const each of [front, gate]) {
    await each.open();
    stops.push(() => each.close());
  }
  await makeTables();
  const environment = {
    DATABASE_URL: urlOf(primary, front.port),
    DATABASE_REPLICA_URLS: urlOf(replica, gate.port),
    RESPONSE_CACHE_MIB: '0',
  };
  for (const shop of [one, other]) {
    await shop.start(environment);
    stops.push(() => shop.stop());
  }
  onReplica = new Client({ connectionString: urlOf(replica) });
  onReplica.on('error', () => undefined);
  await onReplica.connect();
  stops.push(() => onReplica.end());
  staff = (await aCustomer(one, 'admin')).token;
  uuid = (await aProduct(one, { name: 'First' })).uuid;
});
afterAll(async () => {
  for (const stop of stops.toReversed()) await stop();
});

async function makeTables(): Promise<void> {
  const config = Config.read({ NODE_ENV: 'test', DATABASE_URL: urlOf(primary), ...unhurried });
  const orm = new MikroORM(ormOptions(config, entities));
  await migrate(orm);
  await orm.close();
}

const nameAt = async (shop: Shop) => {
  const { status, body } = await shop.get<{ name: string }>(`/api/products/${uuid}`);
  return status === 200 ? body.name : status;
};
const rename = (name: string) => one.put(`/api/admin/products/${uuid}`, { token: staff, body: { name } });
/** Until each process asks the replica for products: one that has met a fault rests first. */
async function replicaAnswers(): Promise<void> {
  for (const shop of [one, other]) {
    const { rows } = await onReplica.query<{ now: string }>('select clock_timestamp()::text as now');
    await eventually(
      async () => {
        await nameAt(shop);
        return onReplica.query(
          `select from pg_stat_activity where application_name = 'magazin' and query ~ 'products' and query_start > $1::timestamptz`,
          [rows[0]?.now],
        );
      },
      ({ rowCount }) => (rowCount ?? 0) >= 1,
    );
  }
}

beforeEach(async () => {
  await replicaAnswers();
});

it('answers for the catalog, and this process sees its own changes at once, the other within a second', async () => {
  for (let turn = 0; turn < 10; turn++) {
    expect((await rename(`Name ${turn}`)).status).toBe(200);
    expect(await nameAt(one)).toBe(`Name ${turn}`);
    await eventually(
      () => nameAt(other),
      (name) => name === `Name ${turn}`,
    );
  }
});

it('that stands still is no more than a second behind for any process, and answers again when it has caught up', async () => {
  await onReplica.query('select pg_wal_replay_pause()');
  await rename('While it stood');
  const start = performance.now();
  await eventually(
    () => nameAt(other),
    (name) => name === 'While it stood',
  );
  expect(performance.now() - start).toBeLessThan(10_000);
  for (let turn = 0; turn < 20; turn++)
    expect(await Promise.all([nameAt(one), nameAt(other)])).toEqual(['While it stood', 'While it stood']);
  await onReplica.query('select pg_wal_replay_resume()');
});

it('that is away is replaced by the primary, without a failed request', async () => {
  gate.close();
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => [
      other.get(`/api/products/${uuid}`),
      other.get('/api/categories'),
      other.get('/api/products'),
    ]).flat(),
  );
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  await gate.open();
});

it('answers for the catalog while the primary is away', async () => {
  const before = await nameAt(other);
  front.close();
  await wait(1_500);
  expect(await nameAt(other)).toBe(before);
  expect((await other.get('/api/categories')).status).toBe(200);
  expect((await other.get('/health/ready')).status).toBe(503);
  await front.open();
});

it('that was promoted follows nobody, and answers no more', async () => {
  await onReplica.query('select pg_promote()');
  await rename('After the promotion');
  await wait(1_000);
  for (let turn = 0; turn < 10; turn++) expect(await nameAt(other)).toBe('After the promotion');
});
