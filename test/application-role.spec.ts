import { MikroORM } from '@mikro-orm/postgresql';
import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { Config } from '../src/config/config.js';
import { createApp } from '../src/bootstrap/app.js';
import { grantToApplicationRole } from '../src/database/application-role.js';
import { migrate } from '../src/database/migrate.js';
import { aCustomer, aProduct, confirmEmail } from './factories/index.js';
import { eventually } from './support/eventually.js';
import { shippingAddress } from './support/purchase.js';
import { Shop, secret } from './support/shop.js';

const role = `serves_${randomBytes(4).toString('hex')}`;
const shop = new Shop();
let owner: Client;
let environment: Record<string, string>;

/** As with a host: neither is a superuser, and the owner may create roles and owns its database. */
beforeAll(async () => {
  const server = new URL(inject('server'));
  const superuser = new Client({ connectionString: server.href });
  await superuser.connect();
  await superuser.query(`create role ${role}_owner login createrole password 'a-password'`);
  await superuser.query(`create database ${role} owner ${role}_owner`);
  await superuser.end();
  // What an extension of the host brings.
  const inside = new Client({ connectionString: new URL(`/${role}`, server).href });
  await inside.connect();
  await inside.query(`
    create function reset_statistics() returns void language sql as 'select'; create table statistics (calls int); create sequence calls;
    revoke execute on function reset_statistics() from public
  `);
  await inside.end();
  const urlAs = (username: string) => {
    const url = new URL(`/${role}`, server);
    [url.username, url.password] = [username, 'a-password'];
    return url.href;
  };
  environment = { DATABASE_URL: urlAs(role), DATABASE_OWNER_URL: urlAs(`${role}_owner`) };
  owner = new Client({ connectionString: environment['DATABASE_OWNER_URL'] });
  await owner.connect();
  const config = Config.read({ NODE_ENV: 'test', JWT_SECRET: secret, ...environment });
  const app = await createApp(config, pino({ level: 'silent' }));
  await migrate(app.get(MikroORM), config);
  await app.close();
  await shop.start(environment);
});
afterAll(async () => {
  await shop.stop();
  await owner.end();
});

it('application role: serves a purchase, a payment, an invoice, jobs, and an import', async () => {
  const [admin, customer] = [await aCustomer(shop, 'admin'), await aCustomer(shop)];
  const { uuid } = await aProduct(shop, { stock: 5 });
  const { token } = customer;
  await shop.post('/api/bucket', { token, body: { product: uuid, quantity: 2 } });
  const { body } = await shop.post<{ order_uuid: string }>('/api/orders', {
    token,
    body: { payment: 'card', shipping_address: shippingAddress },
  });
  const path = `/api/orders/${body.order_uuid}`;
  const paid = await shop.post(`${path}/payments`, { token, body: { token: 'tok_ok' } });
  expect(paid.body).toMatchObject({ status: 'captured' });
  const counted = { token: admin.token, body: { stock: 9, reason: 'counted' } };
  expect((await shop.put(`/api/admin/products/${uuid}/stock`, counted)).status).toBe(200);
  const csv = 'slug,name,price,tax_rate,stock\nnew-one,New,1.00,0.19,3\n';
  const imported = await shop.app.inject({
    method: 'POST',
    url: '/api/admin/products/import',
    headers: { authorization: `Bearer ${admin.token}`, 'content-type': 'text/csv' },
    payload: csv,
  });
  expect(imported.statusCode, imported.body).toBeLessThan(500);
  expect((await shop.put(`${path}/set_canceled`, { token })).status).toBe(200);
  await eventually(
    async () => (await shop.rows(`select from refunds where status = 'done'`)).length,
    (refunds) => refunds === 1,
  );
  const rows = await owner.query(`select from pgboss.job where state = 'failed' or state = 'retry'`);
  expect(rows.rowCount).toBe(0);
});

it('application role: erases a customer and a member of staff, and nothing of others', async () => {
  const [admin, other] = [await aCustomer(shop, 'admin'), await aCustomer(shop, 'admin')];
  const [customer, stranger] = [await aCustomer(shop), await aCustomer(shop)];
  const product = await aProduct(shop, { stock: 5 });
  for (const { token } of [admin, other]) {
    const counted = await shop.put(`/api/admin/products/${product.uuid}/stock`, {
      token,
      body: { stock: token === admin.token ? 7 : 9, reason: 'counted' },
    });
    expect(counted).toMatchObject({ status: 200 });
  }
  for (const { uuid } of [customer, stranger]) {
    await confirmEmail(shop, { uuid });
    await shop.put(`/api/admin/customers/${uuid}/role`, { token: admin.token, body: { role: 'support' } });
  }
  for (const { uuid } of [customer, stranger])
    await shop.put(`/api/admin/customers/${uuid}/role`, { token: admin.token, body: { role: 'customer' } });
  const about = async (uuid: string) =>
    (
      await owner.query('select from audit_details join audit_entries on id = entry_id where subject = $1', [
        `customer/${uuid}`,
      ])
    ).rowCount;
  expect([await about(customer.uuid), await about(stranger.uuid)]).toEqual([2, 2]);
  const erased = await shop.delete(`/api/admin/customers/${customer.uuid}`, { token: admin.token });
  expect(erased.status).toBe(200);
  // What is left is the erasure itself.
  expect([await about(customer.uuid), await about(stranger.uuid)]).toEqual([1, 2]);
  const left = await shop.delete('/api/profile', { token: admin.token, body: { password: admin.password } });
  expect(left.status).toBe(200);
  // A name that is free again may be taken by anybody: with them goes nothing that they did not do.
  const rename = (uuid: string, name: string) =>
    owner.query('update customers set username = $2::varchar, username_key = $2::varchar where uuid = $1', [
      uuid,
      name,
    ]);
  await rename(other.uuid, 'renamed');
  await rename(stranger.uuid, other.username);
  const gone = await shop.delete(`/api/admin/customers/${stranger.uuid}`, { token: other.token });
  expect(gone.status).toBe(200);
  const actors = await owner.query('select actor from stock_movements where product_uuid = $1 order by id desc', [
    product.uuid,
  ]);
  expect(actors.rows).toEqual([{ actor: other.username }, { actor: 'erased' }]);
  const named = await owner.query('select from audit_actors where username = $1', [admin.username]);
  expect(named.rowCount).toBe(0);
});

const rewrites = [
  `update payment_ledger set amount = 1`,
  `delete from payment_ledger`,
  `truncate payment_ledger`,
  `update invoices set gross = 1`,
  `delete from invoices`,
  `truncate invoices cascade`,
  `update invoice_files set content = ''`,
  `delete from invoice_files`,
  `truncate invoice_files`,
  `update stock_movements set reason = 'count'`,
  `update stock_movements set actor = 'nobody'`,
  `delete from stock_movements`,
  `truncate stock_movements`,
  `update audit_entries set action = 'none'`,
  `delete from audit_entries`,
  `truncate audit_entries cascade`,
  `update audit_details set label = ''`,
  `delete from audit_details`,
  `delete from audit_actors`,
  `truncate audit_actors, audit_details`,
];

it.each([
  ...rewrites,
  `delete from migrations`,
  `drop trigger append_only on audit_entries`,
  `alter table audit_entries disable trigger all`,
  `create or replace function shop.erase_audit_details(erased int) returns void language sql as 'delete from audit_details'`,
  `create table mine (id int)`,
  `create role mine`,
  `set session_replication_role = replica`,
])('application role: may not %s', async (statement) => {
  await expect(shop.rows(`set shop.erasing = 'yes'; ${statement}`)).rejects.toThrow(/permission denied|must be owner/);
});

it.each(rewrites)('append-only: not even the owner may %s', async (statement) => {
  await expect(owner.query(statement)).rejects.toThrow(/is append-only: (update|delete|truncate) is refused/);
});

it('application role: refuses to start with a role that may do everything, or that is not there', async () => {
  const config = (user: string, more = {}) => {
    const url = new URL(environment['DATABASE_URL'] ?? '');
    url.username = user;
    return Config.read({ NODE_ENV: 'test', JWT_SECRET: secret, ...environment, DATABASE_URL: url.href, ...more });
  };
  await expect(grantToApplicationRole(config('magazin'))).rejects.toThrow('may do everything');
  const poor = new URL(environment['DATABASE_OWNER_URL'] ?? '');
  poor.username = role;
  const asItself = config('nobody', { DATABASE_OWNER_URL: poor.href });
  await expect(grantToApplicationRole(asItself)).rejects.toThrow(/does not have|permission denied/);
});

it('application role: refuses URLs that lead to two databases', async () => {
  const elsewhere = (name: string) => {
    const url = new URL(environment[name] ?? '');
    url.pathname = new URL(inject('server')).pathname;
    return { [name === 'DATABASE_URL' ? 'DATABASE_DIRECT_URL' : name]: url.href };
  };
  for (const name of ['DATABASE_URL', 'DATABASE_OWNER_URL']) {
    const wrong = elsewhere(name);
    const config = Config.read({ NODE_ENV: 'test', JWT_SECRET: secret, ...environment, ...wrong });
    await expect(migrate(shop.app.get(MikroORM), config)).rejects.toThrow(
      `DATABASE_URL and ${Object.keys(wrong)[0]} must lead to one database: they lead to `,
    );
  }
});

it('application role: gets the password of its URL and the rights of its own at each start, and nobody else an erasure', async () => {
  const url = new URL(environment['DATABASE_URL'] ?? '');
  url.password = 'another-password';
  await owner.query('grant execute on function shop.erase_audit_actors(int) to public');
  const given = Config.read({ NODE_ENV: 'test', JWT_SECRET: secret, ...environment });
  await grantToApplicationRole(given.with({ DATABASE_URL: url.href }));
  const client = new Client({ connectionString: url.href });
  await client.connect();
  const { rows } = await client.query(
    `select has_function_privilege('public', 'shop.erase_audit_actors(int)', 'execute') as public,
       has_function_privilege('shop.erase_audit_actors(int)', 'execute') as own`,
  );
  expect(rows).toEqual([{ public: false, own: true }]);
  await client.end();
  await grantToApplicationRole(given);
});
