import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { WebhookService } from '../src/payment/webhook.service.js';
import { aCustomer, aProduct, type SignedIn } from './factories/index.js';
import { eventually } from './support/eventually.js';
import { many } from './support/many.js';
import { orderAtShop } from './support/purchase.js';
import { useShop } from './support/shop.js';

const shop = useShop({ MAILS_PER_SECOND: '14' });

const erase = ({ token, password }: Pick<SignedIn, 'token' | 'password'>) =>
  shop.delete('/api/profile', { token, body: { password } });
const anOrder = async (token: string) => {
  const product = await aProduct(shop);
  await shop.post('/api/bucket', { token, body: { product: product.uuid, quantity: 1 } });
  return orderAtShop(shop, token);
};
const endOrders = () => shop.rows(`update orders set status = 'delivered'`);
const canary = 'Kanarienvogel';
const tablesWith = async (text: string) => {
  const tables = await shop.rows<{ name: string }>(
    `select table_schema || '.' || table_name as name from information_schema.tables
     where table_schema in ('public', 'pgboss') and table_type = 'BASE TABLE'`,
  );
  const found: string[] = [];
  for (const { name } of tables)
    if ((await shop.rows(`select 1 from ${name} t where t::text ilike ? limit 1`, [`%${text}%`])).length > 0)
      found.push(name);
  return found;
};

describe('privacy', () => {
  it('exports more orders than one batch, and no secrets', async () => {
    const [{ token, uuid, email }, other] = [await aCustomer(shop), await aCustomer(shop)];
    expect((await anOrder(token)).status).toBe(201);
    await anOrder(other.token);
    await shop.rows(
      `insert into orders (uuid, customer_id, payment, currency, subtotal, tax, taxes, total, created_at, updated_at)
       select gen_random_uuid(), id, 'cash', 'EUR', 0, 0, '[]', 0, now(), now()
       from customers, generate_series(1, 450) where uuid = ?`,
      [uuid],
    );
    const { headers, body } = await shop.get<Record<string, object[]>>('/api/profile/export', { token });
    expect(headers).toMatchObject({ 'cache-control': 'no-store' });
    expect(headers['content-disposition']).toContain('attachment');
    expect(body['orders']).toHaveLength(451);
    expect(body['order_lines']).toHaveLength(1);
    expect(body['customers']).toMatchObject([{ email }]);
    expect(JSON.stringify(body)).not.toMatch(/hash|token/);
    expect(JSON.stringify(body)).not.toContain(other.email);
  });

  it('erases once the orders have ended: no session, no login, the name is free, the person found in invoices only', async () => {
    const customer = await aCustomer(shop);
    const { token, username, email, password, uuid } = customer;
    await shop.rows('update customers set first_name = ? where uuid = ?', [canary, uuid]);
    await anOrder(token);
    await shop.rows(
      `update orders set shipping_address = jsonb_set(shipping_address, '{city}', ?::jsonb)
      where customer_id = (select id from customers where uuid = ?)`,
      [JSON.stringify(canary), uuid],
    );
    expect(await erase({ token, password: 'wrong' })).toMatchObject({ status: 404, body: { code: 3001 } });
    expect(await erase(customer)).toMatchObject({ status: 409, body: { code: 2010 } });
    await endOrders();
    const outbox = join(shop.folder, 'outbox');
    const stored = async () => {
      const mails = (await readdir(outbox).catch(() => [])).map((name) =>
        readFile(join(outbox, name), 'utf8').catch(() => ''),
      );
      return (await Promise.all(mails)).filter((text) => text.includes(email)).length;
    };
    const noted = () => shop.rows(`select from mails where recipient = ? and status = 'stored'`, [email]);
    await eventually(noted, ({ length }) => length === 2);
    expect(await stored()).toBe(2);
    const invoices = await shop.rows('select * from invoices order by id');
    expect((await erase(customer)).status).toBe(200);
    expect(await shop.rows('select * from invoices order by id')).toEqual(invoices);
    expect((await shop.get('/api/profile', { token })).status).toBe(403);
    expect((await shop.post('/api/login', { body: { username, password } })).body).toMatchObject({ code: 3001 });
    await eventually(stored, (count) => count === 0);
    const invoiceTables = (name: string) => name.startsWith('public.invoice');
    expect((await tablesWith(canary)).filter((name) => !invoiceTables(name))).toEqual([]);
    expect((await tablesWith(email)).filter((name) => !invoiceTables(name))).toEqual([]);
    expect((await shop.post('/api/register', { body: { username, email, password } })).status).toBe(201);
  });

  it('erases once, of fifty at once', async () => {
    const customer = await aCustomer(shop);
    const statuses = await many(50, async () => (await erase(customer)).status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.filter((status) => ![200, 403, 404, 429].includes(status))).toEqual([]);
  });

  it('erases many who reviewed the same products and voted for each other, at once', async () => {
    const [people, products] = [await many(6, () => aCustomer(shop)), await many(4, () => aProduct(shop))];
    for (const { token } of people)
      for (const { uuid } of products) await shop.post(`/api/products/${uuid}/reviews`, { token, body: { rating: 4 } });
    const reviews = await shop.rows<{ uuid: string }>('select uuid from reviews');
    for (const { token } of people)
      for (const { uuid } of reviews) await shop.put(`/api/reviews/${uuid}/helpful`, { token });
    expect((await Promise.all(people.map(erase))).map(({ status }) => status)).toEqual(people.map(() => 200));
    expect(await shop.rows('select from reviews')).toEqual([]);
    const sums = 'select rating_count, rating_sum from products where id in (?)';
    const none = { rating_count: 0, rating_sum: 0 };
    expect(await shop.rows(sums, [products.map(({ id }) => id)])).toMatchObject(products.map(() => none));
  });

  it('erases again what requests wrote that were under way', async () => {
    const customer = await aCustomer(shop);
    expect((await erase(customer)).status).toBe(200);
    await shop.rows(
      `insert into addresses (uuid, customer_id, first_name, last_name, address, post_code, city, country, phone, is_default, created_at)
       select gen_random_uuid(), id, 'Late', '', '', '', '', 'DE', '', true, now() from customers where uuid = ?`,
      [customer.uuid],
    );
    await shop.rows(
      `update pgboss.job set start_after = now() where name = 'privacy.erase_again' and state = 'created'`,
    );
    await eventually(
      () => shop.rows(`select from addresses where first_name = 'Late'`),
      ({ length }) => length === 0,
    );
  });

  it('leaves no order of an erased customer that still runs, placed at the same time', async () => {
    for (let turn = 0; turn < 10; turn++) {
      const customer = await aCustomer(shop);
      const product = await aProduct(shop);
      await shop.post('/api/bucket', { token: customer.token, body: { product: product.uuid, quantity: 1 } });
      await Promise.all([erase(customer), orderAtShop(shop, customer.token)]);
    }
    const orphans = await shop.rows(
      `select from orders join customers on customers.id = customer_id where username is null and status = 'new'`,
    );
    expect(orphans).toEqual([]);
  });

  it('keeps the last admin', async () => {
    const admins = [await aCustomer(shop, 'admin'), await aCustomer(shop, 'admin')];
    const statuses = await Promise.all(admins.map(async (admin) => (await erase(admin)).body['code'] ?? 'erased'));
    expect(new Set(statuses)).toEqual(new Set([2011, 'erased']));
  });

  it('lets admins hand over and erase the data of a guest who writes, and records it without personal values', async () => {
    const admin = await aCustomer(shop, 'admin');
    const { body: guest } = await shop.post<{ guest_token: string }>('/api/guest', { body: {} });
    const headers = { 'x-guest-token': guest.guest_token };
    const product = await aProduct(shop);
    await shop.post('/api/bucket', { headers, body: { product: product.uuid, quantity: 1 } });
    const address = {
      first_name: 'Gina',
      last_name: 'Gast',
      address: 'Weg 1',
      post_code: '10000',
      city: 'Ulm',
      country: 'DE',
    };
    const order = { payment: 'cash', email: 'gina@guest.test', shipping_address: address };
    expect((await shop.post('/api/orders', { headers, body: order })).status).toBe(201);
    const [{ uuid } = { uuid: '' }] = await shop.rows<{ uuid: string }>(
      'select uuid from customers where guest_token = ?',
      [guest.guest_token],
    );
    const url = `/api/admin/customers/${uuid}`;
    const { body } = await shop.get<Record<string, object[]>>(`${url}/export`, { token: admin.token });
    expect(body['orders']).toMatchObject([{ email: 'gina@guest.test', shipping_address: { city: 'Ulm' } }]);
    expect(await shop.delete(url, { token: admin.token })).toMatchObject({ status: 409, body: { code: 2010 } });
    await endOrders();
    expect((await shop.delete(url, { token: admin.token })).status).toBe(200);
    expect(await tablesWith('gina@guest.test')).toEqual([]);
    const entries = await shop.rows('select action, actor, changes from audit_entries where subject = ?', [
      `customer/${uuid}`,
    ]);
    expect(entries).toMatchObject([
      { action: 'customer.export', actor: admin.uuid, changes: {} },
      { action: 'customer.erase', actor: admin.uuid, changes: {} },
    ]);
    const own = await shop.delete(`/api/admin/customers/${admin.uuid}`, { token: admin.token });
    expect(own).toMatchObject({ status: 409, body: { code: 2006 } });
  });

  it('neither hands over nor erases what a visitor wrote under the address, which nobody has proven to own', async () => {
    const email = 'claimed@magazin.test';
    const visitor = { email, name: 'Vera', subject: 'Private', text: 'Only for the shop' };
    expect((await shop.post('/api/support/tickets', { body: visitor })).status).toBe(201);
    const username = 'claimer';
    await shop.post('/api/register', { body: { username, email, password: 'onlydarkside' } });
    const { body } = await shop.post<{ access: string }>('/api/login', {
      body: { username, password: 'onlydarkside' },
    });
    const exported = await shop.get('/api/profile/export', { token: body.access });
    expect(JSON.stringify(exported.body)).not.toMatch(/Private|Only for the shop|T-/);
    expect((await erase({ token: body.access, password: 'onlydarkside' })).status).toBe(200);
    expect(await shop.rows('select from tickets where email = ?', [email])).toHaveLength(1);
  });

  it('neither hands over nor erases what staff and strangers caused at an address, until it is proven to be theirs', async () => {
    const email = 'restocked@magazin.test';
    await shop.rows(
      `insert into mails (uuid, kind, recipient, message_id, subject, html, text, data, attachments, created_at)
       select gen_random_uuid(), kind, ?, kind, kind, '', '', '{}', '[]', now() - interval '2 hours'
       from unnest(array['back_in_stock', 'restock_confirmation', 'staff_invitation', 'password_reset']) kind`,
      [email],
    );
    await shop.rows(
      `insert into staff_invitations (uuid, email, role, token_hash, inviter_id, expires_at)
       select gen_random_uuid(), ?, 'support', 'hash', min(id), now() + interval '1 day' from customers where role = 'admin'`,
      [email],
    );
    const body = { username: 'restocked', email, password: 'onlydarkside' };
    await shop.post('/api/register', { body });
    const { access: token } = (await shop.post<{ access: string }>('/api/login', { body })).body;
    const exported = async () => {
      const { body: tables } = await shop.get<Record<string, { kind: string }[]>>('/api/profile/export', { token });
      return [tables['mails']?.map(({ kind }) => kind).sort(), tables['staff_invitations']?.length ?? 0];
    };
    expect(await exported()).toEqual([['welcome'], 0]);
    await shop.rows('update customers set email_confirmed_at = now() where email = ?', [email]);
    expect(await exported()).toEqual([['back_in_stock', 'restock_confirmation', 'staff_invitation', 'welcome'], 1]);
    await shop.rows('update customers set email_confirmed_at = null where email = ?', [email]);
    expect((await erase({ token, password: 'onlydarkside' })).status).toBe(200);
    expect(await shop.rows('select from mails where recipient = ?', [email])).toHaveLength(4);
    expect(await shop.rows('select from staff_invitations where email = ?', [email])).toHaveLength(1);
  });

  it('forgets more rows than one statement deletes', async () => {
    await shop.rows(`insert into provider_events (provider, event, created_at)
      select 'mock', 'old-' || n, now() - interval '31 days' from generate_series(1, 2500) n`);
    await shop.rows(`insert into provider_events (provider, event) values ('mock', 'new')`);
    await shop.app.get(WebhookService).forget();
    expect(await shop.rows('select event from provider_events')).toEqual([{ event: 'new' }]);
  });
});
