import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { Config } from '../src/config/config.js';
import { grantToApplicationRole } from '../src/database/application-role.js';
import { aCustomer, aProduct } from './factories/index.js';
import { eventually } from './support/eventually.js';
import { shippingAddress } from './support/purchase.js';
import { freshDatabase, Shop, secret } from './support/shop.js';

const role = `serves_${randomBytes(4).toString('hex')}`;
const shop = new Shop();
let owner: Client;
let environment: Record<string, string>;

beforeAll(async () => {
  const ownerUrl = await freshDatabase();
  const url = new URL(ownerUrl);
  [url.username, url.password] = [role, 'a-password'];
  owner = new Client({ connectionString: ownerUrl });
  await owner.connect();
  await owner.query(`create role ${role} login password 'a-password'`);
  environment = { DATABASE_URL: url.href, DATABASE_OWNER_URL: ownerUrl };
  await grantToApplicationRole(Config.read({ NODE_ENV: 'test', JWT_SECRET: secret, ...environment }));
  await shop.start(environment);
});
afterAll(async () => {
  await shop.stop();
  await owner.end();
});

it('application role: serves a purchase, a payment, an invoice, jobs, an import and an erasure', async () => {
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
  await shop.put(`/api/admin/products/${uuid}/stock`, { token: admin.token, body: { stock: 9 } });
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
  const password = (await shop.post('/api/profile/erase', { token, body: { password: 'wrong' } })).status;
  expect(password).toBeLessThan(500);
  const rows = await owner.query(`select from pgboss.job where state = 'failed' or state = 'retry'`);
  expect(rows.rowCount).toBe(0);
});

it.each([
  `update payment_ledger set amount = 1`,
  `delete from payment_ledger`,
  `update invoices set gross = 1`,
  `delete from invoices`,
  `update stock_movements set reason = 'count'`,
  `delete from stock_movements`,
  `truncate stock_movements`,
  `update audit_entries set action = 'none'`,
  `delete from audit_entries`,
  `update audit_details set label = ''`,
  `delete from migrations`,
  `drop trigger append_only on audit_entries`,
  `alter table audit_entries disable trigger all`,
  `create table mine (id int)`,
  `create role mine`,
  `set session_replication_role = replica`,
])('application role: may not %s', async (statement) => {
  await expect(shop.rows(statement)).rejects.toThrow(/permission denied|must be owner/);
});

it('application role: refuses to start with a role that may do everything, or that is not there', async () => {
  const config = (user: string) => {
    const url = new URL(inject('server'));
    url.username = user;
    return Config.read({ NODE_ENV: 'test', JWT_SECRET: secret, ...environment, DATABASE_URL: url.href });
  };
  await expect(grantToApplicationRole(config('magazin'))).rejects.toThrow('may do everything');
  await expect(grantToApplicationRole(config('nobody'))).rejects.toThrow('does not have');
});
