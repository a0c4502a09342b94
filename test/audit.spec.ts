import { parse } from 'csv-parse/sync';
import { Client } from 'pg';
import { beforeAll, describe, expect, it } from 'vitest';
import { auditActions, auditKinds } from '../src/audit/audit-actions.js';
import { masked } from '../src/audit/mask.js';
import { aCustomer, aProduct, type SignedIn } from './factories/index.js';
import { auditTrail } from './support/audit.js';
import { paidOrder } from './support/deliveries.js';
import { shippingAddress } from './support/purchase.js';
import { useShop } from './support/shop.js';
import { planOf, statementsOf } from './support/statements.js';

const shop = useShop();
let admin: SignedIn;

beforeAll(async () => {
  admin = await aCustomer(shop, 'admin');
});

interface Row {
  id: number;
  at: string;
  actor: { uuid: string; username: string | null; role: string };
  action: string;
  subject: { kind: string; uuid: string | null; label: string };
  changes: Record<string, unknown>;
  request_id: string;
  address: string | null;
}
interface List {
  count: number;
  next: string | null;
  results: Row[];
  code: number;
}
const list = async (query: string) => (await shop.get<List>(`/api/admin/audit?${query}`, { token: admin.token })).body;
const csv = async (query: string) =>
  shop.app.inject({ url: `/api/admin/audit.csv?${query}`, headers: { authorization: `Bearer ${admin.token}` } });

const rename = async (name: string, headers = {}) => {
  const { uuid } = await aProduct(shop, { name: 'Mug' });
  const answer = await shop.put(`/api/admin/products/${uuid}`, { token: admin.token, headers, body: { name } });
  expect(answer.status).toBe(200);
  return { uuid, id: String(answer.headers['x-request-id']) };
};

describe('audit trail: an entry', () => {
  it('says who, when, what, which record, before and after, by which request and from where', async () => {
    const { uuid, id } = await rename('Cup', { 'x-request-id': 'rename-1' });
    expect(id).toBe('rename-1');
    expect((await list(`subject=product/${uuid}`)).results).toEqual([
      {
        id: expect.any(Number),
        at: expect.stringMatching(/^20\d\d-\d\d-\d\dT.*Z$/),
        actor: { uuid: admin.uuid, username: admin.username, role: 'admin' },
        action: 'product.change',
        subject: { kind: 'product', uuid, label: 'Cup' },
        changes: { from: { name: 'Mug' }, to: { name: 'Cup' } },
        request_id: 'rename-1',
        address: '127.0.0.1',
      },
    ]);
  });

  it('keeps the name that its actor had', async () => {
    const staff = await aCustomer(shop, 'admin');
    const { uuid } = await aProduct(shop);
    await shop.put(`/api/admin/products/${uuid}`, { token: staff.token, body: { price: '7.00' } });
    await shop.rows('update customers set username = ? where uuid = ?', ['renamed', staff.uuid]);
    expect((await list(`subject=product/${uuid}`)).results[0]?.actor.username).toBe(staff.username);
  });

  it('has no secrets, at any depth', async () => {
    const body = { code: 'TOPSECRET', percent: 500 };
    const { body: coupon } = await shop.post('/api/admin/coupons', { token: admin.token, body });
    const [entry] = (await list(`subject=coupon/${String(coupon['uuid'])}`)).results;
    expect(entry).toMatchObject({ subject: { label: '500 %' }, changes: { to: { code: '***', percent: 500 } } });
    expect(await shop.rows(`select from audit_entries e where e::text like '%TOPSECRET%'`)).toEqual([]);
    const deep = {
      from: { list: [{ refreshToken: 'x', post_code: '10000', at: new Date(0) }], password_hash: 'x' },
      clientSecret: { deeper: 'x' },
      passWord: null,
      stock: 3,
    };
    expect(JSON.stringify(masked(deep))).toBe(
      '{"from":{"list":[{"refreshToken":"***","post_code":"10000","at":"1970-01-01T00:00:00.000Z"}],"password_hash":"***"},"clientSecret":"***","passWord":null,"stock":3}',
    );
  });
});

describe('audit trail: nobody changes it', () => {
  it.each([
    ['update audit_entries set action = action', 'audit_entries is append-only: update is refused'],
    ['update audit_entries set action = action where false', 'audit_entries is append-only: update is refused'],
    ['delete from audit_entries', 'audit_entries is append-only: delete is refused'],
    ['truncate audit_entries cascade', 'audit_entries is append-only: truncate is refused'],
    ['update audit_actors set username = $$x$$', 'audit_actors is append-only: update is refused'],
    ['delete from audit_actors', 'audit_actors is append-only: delete is refused'],
    ['truncate audit_actors', 'audit_actors is append-only: truncate is refused'],
    ['update audit_details set changes = $${}$$', 'audit_details is append-only: update is refused'],
    ['delete from audit_details', 'audit_details is append-only: delete is refused'],
    ['truncate audit_details', 'audit_details is append-only: truncate is refused'],
  ])('not even the owner of the tables: %s', async (statement, message) => {
    const before = await shop.rows('select * from audit_entries order by id');
    const client = new Client({ connectionString: shop.databaseUrl });
    await client.connect();
    const { rows } = await client.query(
      `select tableowner = current_user as own from pg_tables where tablename = 'audit_entries'`,
    );
    expect(rows).toEqual([{ own: true }]);
    await expect(client.query(statement)).rejects.toMatchObject({ message, code: '23001' });
    await client.end();
    expect(await shop.rows('select * from audit_entries order by id')).toEqual(before);
  });

  it('keeps an entry when its customer is erased, and loses what was personal in it', async () => {
    const customer = await aCustomer(shop);
    const who = { token: customer.token };
    const order = await paidOrder(shop, who, [await aProduct(shop)]);
    const as = { token: admin.token };
    await shop.put(`/api/admin/customers/${customer.uuid}/disabled`, { ...as, body: { disabled: true } });
    const moved = { ...shippingAddress, address: 'Secret Lane 7' };
    await shop.put(`/api/admin/orders/${order}/shipping_address`, { ...as, body: moved });
    const about = async (subject: string) => (await list(`subject=${subject}`)).results;
    expect(await about(`customer/${customer.uuid}`)).toMatchObject([
      { subject: { label: customer.username }, changes: { from: { disabled: false }, to: { disabled: true } } },
    ]);
    expect((await list(`q=${customer.username.toUpperCase()}`)).count).toBe(1);
    expect(JSON.stringify(await about(`order/${order}`))).toContain('Secret Lane 7');
    await shop.rows(`update orders set status = 'delivered' where uuid = ?`, [order]);
    expect((await shop.delete(`/api/admin/customers/${customer.uuid}`, as)).status).toBe(200);
    expect(await about(`customer/${customer.uuid}`)).toMatchObject([
      { action: 'customer.erase', subject: { label: '' }, changes: {} },
      { action: 'customer.disable', subject: { label: '' }, changes: {}, actor: { username: admin.username } },
    ]);
    expect(await about(`order/${order}`)).toMatchObject([
      { action: 'order.shipping_address', subject: { label: expect.stringMatching(/^M1/) }, changes: {} },
    ]);
    expect((await list(`q=${customer.username}`)).count).toBe(0);
  });

  it('keeps what erased staff did, under their uuid alone', async () => {
    const staff = await aCustomer(shop, 'admin');
    const { uuid } = await aProduct(shop);
    await shop.put(`/api/admin/products/${uuid}`, { token: staff.token, body: { price: '8.00' } });
    const left = await shop.delete('/api/profile', { token: staff.token, body: { password: staff.password } });
    expect(left.status).toBe(200);
    expect((await list(`subject=product/${uuid}`)).results).toMatchObject([
      { actor: { uuid: staff.uuid, username: null, role: 'admin' }, address: null, changes: { to: { price: '8.00' } } },
    ]);
  });
});

it('audit trail: entries of earlier days keep what they said, where it can be erased', async () => {
  const later = [
    'migration-20261202050000-append-only',
    'migration-20261130021000-list-searches',
    'migration-20261130020000-lists',
  ];
  const migration = ['migration-20261129020000-audit-trail'];
  await shop.migrator.down(later);
  await shop.migrator.down(migration);
  await shop.rows(
    `insert into audit_entries (actor, action, subject, changes) values
     (?, 'order.cancel', 'order/1', '{"reason": "moved"}'), (?, 'brand.create', 'brand/1', '{"to": {"name": "Acme"}}')`,
    [admin.uuid, admin.uuid],
  );
  const role = `reader_${admin.uuid}`;
  await shop.rows(`create role "${role}"; grant all on all tables in schema public to "${role}"`);
  await shop.migrator.up(migration);
  await shop.migrator.up(later.toReversed());
  const privileges = 'select, insert, update, delete, truncate'.split(', ');
  const granted = await shop.rows<{ privilege: string }>(
    `select privilege from unnest(?::text[]) privilege where has_table_privilege(?, 'audit_entries', privilege)`,
    [`{${privileges.join()}}`, role],
  );
  await shop.rows(`drop owned by "${role}"; drop role "${role}"`);
  expect(granted.map(({ privilege }) => privilege)).toEqual(['select', 'insert']);
  const old = { actor: { uuid: admin.uuid, username: null, role: '' }, address: null };
  expect((await list('')).results.slice(0, 2)).toMatchObject([
    { ...old, subject: { kind: 'brand', uuid: '1', label: '' }, changes: { to: { name: 'Acme' } } },
    { ...old, subject: { kind: 'order', uuid: '1', label: '' }, changes: { reason: 'moved' } },
  ]);
  const [entry] = await shop.rows(`select changes from audit_entries where subject = 'order/1'`);
  expect(entry).toEqual({ changes: {} });
});

/** Of the entries below this one. */
const cursor = (id?: number) => Buffer.from(JSON.stringify([String(id)])).toString('base64url');

describe('audit trail: its list', () => {
  it('is filtered by who, what, which record, when and by which request', async () => {
    const other = await aCustomer(shop, 'admin');
    const { uuid, id } = await rename('Ewer');
    const [entry] = (await list(`subject=product/${uuid}`)).results as [Row];
    await shop.put(`/api/admin/products/${uuid}`, { token: other.token, body: { name: 'Jug' } });
    const of = async (query: string) =>
      (await list(`${query}&page_size=100`)).results.map(({ changes }) => changes['to']);
    expect(await of(`subject=product/${uuid}`)).toEqual([{ name: 'Jug' }, { name: 'Ewer' }]);
    expect(await of(`actor=${other.uuid}`)).toEqual([{ name: 'Jug' }]);
    expect(await of(`request_id=${id}`)).toEqual([{ name: 'Ewer' }]);
    expect(await of('q=ewe')).toEqual([{ name: 'Ewer' }]);
    expect(await of('q=%25')).toEqual([]);
    expect(await of(`kind=product&action=product.change&q=Ewer`)).toEqual([{ name: 'Ewer' }]);
    expect(await of(`subject=product/${uuid}&after=${cursor(entry.id)}`)).toEqual([]);
    expect(await of(`subject=product/${uuid}&from=${entry.at}`)).toHaveLength(2);
    expect(await of(`subject=product/${uuid}&to=${entry.at}`)).toEqual([]);
    expect(await of('kind=nothing')).toEqual([]);
    expect((await of('q=product.ch')).length).toBeGreaterThan(1);
  });

  it.each(['actor=me', 'from=2026-11-01', 'to=yesterday', 'request_id=a%20b', 'page=0', 'page_size=101', 'x=1'])(
    'refuses ?%s',
    async (query) => {
      expect((await list(query)).code).toBe(4000);
      expect((await csv(query)).statusCode).toBe(400);
    },
  );

  it('is read by pages, and from an entry on', async () => {
    const all = (await list('page_size=100')).results;
    const second = await list('page_size=2&page=2');
    expect(second.results).toEqual(all.slice(2, 4));
    expect(second).toMatchObject({ count: all.length, next: expect.stringContaining('page=3') });
    expect((await list(`page_size=2&after=${cursor(all[1]?.id)}`)).results).toEqual(all.slice(2, 4));
    expect(all.map(({ id }) => id)).toEqual(all.map(({ id }) => id).toSorted((a, b) => b - a));
  });

  it('is downloaded as CSV, as it is filtered, without formulas, and the download is recorded', async () => {
    const { uuid } = await rename('=HYPERLINK("http://evil.test")');
    const answer = await csv(`subject=product/${uuid}`);
    expect(answer.headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="audit.csv"',
    });
    const rows = parse<Record<string, string>>(answer.body, { columns: true });
    expect(rows).toMatchObject([
      {
        actor: admin.uuid,
        username: admin.username,
        action: 'product.change',
        kind: 'product',
        uuid,
        label: `'=HYPERLINK("http://evil.test")`,
        changes: JSON.stringify({ to: { name: '=HYPERLINK("http://evil.test")' }, from: { name: 'Mug' } }),
        address: '127.0.0.1',
      },
    ]);
    const [entry] = await auditTrail(shop, 'audit').then((entries) => entries.slice(-1));
    expect(entry).toMatchObject({
      action: 'audit.export',
      actor: admin.uuid,
      changes: { filter: { subject: `product/${uuid}` }, count: 1 },
    });
  });
});

describe('audit trail: of many entries', () => {
  const many = 60_000;
  beforeAll(async () => {
    await shop.rows(`
      with entries as (
        insert into audit_entries (actor, role, action, subject_kind, subject, label, changes, request_id, created_at)
        select gen_random_uuid(), 'support', actions[1 + n % cardinality(actions)], kind, kind || '/' || n, 'Thing ' || n, '{}',
          'r' || n, now() - make_interval(mins => n)
        from (select '{${auditActions.join()}}'::text[] as actions, '{${auditKinds.join()}}'::text[] as kinds) names,
          generate_series(1, ${many}) n, lateral (select kinds[1 + n % cardinality(kinds)] as kind) _ returning id
      ), actors as (insert into audit_actors (entry_id, username) select id, 'u' || id from entries)
      insert into audit_details (entry_id, label, changes) select id, 'Person ' || id, '{}' from entries where id % 2 = 0`);
    await shop.rows('checkpoint');
    for (const table of ['audit_entries', 'audit_actors', 'audit_details']) await shop.rows(`vacuum analyze ${table}`);
  });

  it.each([
    'actor=0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b11',
    'action=order.cancel',
    'kind=coupon',
    'subject=coupon/7',
    'request_id=r7',
    'q=Thing%207',
    'q=coupon.',
    'from=2026-11-27T00:00:00Z&to=2026-11-27T01:00:00Z',
    `after=${cursor(500)}`,
    `kind=coupon&after=${cursor(5000)}`,
  ])('?%s uses an index, for the page and for its count', async (query) => {
    const statements = (await statementsOf(() => list(query))).filter(({ text }) =>
      /^\s*select.* audit_entries/s.test(text.replaceAll('"', '')),
    );
    expect(statements).toHaveLength(2);
    for (const statement of statements) expect(await planOf(shop, statement)).not.toMatch(/Seq Scan on audit_/);
  });

  it('a page without a filter reads no further than the page', async () => {
    const [page] = (await statementsOf(() => list(''))).filter(({ text }) => text.includes('limit'));
    expect(page && (await planOf(shop, page))).not.toMatch(/Seq Scan|Sort/);
  });

  it('a CSV has each of them once, and no more than 100,000', async () => {
    const rows = parse<Record<string, string>>((await csv('q=thing')).body, { columns: true });
    expect(new Set(rows.map(({ id }) => id)).size).toBe(many);
    expect(rows).toHaveLength(many);
    await shop.rows(`
      insert into audit_entries (actor, action, subject_kind, subject, label, changes)
      select gen_random_uuid(), 'order.cancel', 'order', 'order/' || n, 'Thing ' || n, '{}' from generate_series(1, ${100_001 - many}) n`);
    expect((await csv('q=thing')).json()).toMatchObject({ code: 2040 });
  });
});
